using System.Diagnostics.CodeAnalysis;
using Bourse.Cli.Output;
using Spectre.Console;

namespace Bourse.Cli.Demo;

/// <summary>Runs the story's steps, tells how each went and keeps the record. The first that does not hold ends the story.</summary>
internal sealed class DemoSteps(Terminal terminal, TimeProvider clock)
{
    private readonly List<DemoStep> _steps = [];

    public IReadOnlyList<DemoStep> All => _steps;

    /// <summary>A heading.</summary>
    public void Chapter(string title) => terminal.Words.MarkupLine($"\n[bold]{Markup.Escape(title)}[/]");

    /// <summary>Something to see.</summary>
    public void Show(string text) => terminal.Say(text);

    /// <summary>Rows to see.</summary>
    public void Show(DataRows rows) => terminal.Words.Write(Terminal.ToTable(rows));

    /// <summary>Runs a step.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="run">Does it and says what came of it.</param>
    /// <exception cref="DemoStepFailedException">It did not hold.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a step is what the report has to say.")]
    public async Task RunAsync(string name, Func<Task<string>> run)
    {
        var started = clock.GetTimestamp();
        if (terminal.Words.Profile.Capabilities.Interactive)
            terminal.Words.Markup($"  [grey]…[/] {Markup.Escape(name)}\r");
        DemoStep step;
        Exception? failure = null;
        try
        {
            var detail = await run();
            step = new DemoStep(name, true, Elapsed(started), detail);
        }
        catch (OperationCanceledException e) when (e.InnerException is not TimeoutException)
        {
            throw;
        }
        catch (Exception e)
        {
            failure = e;
            step = new DemoStep(name, false, Elapsed(started), e is DemoStepFailedException ? e.Message : FailureText.Of(e));
        }
        _steps.Add(step);
        terminal.Words.MarkupLine($"  {(step.Ok ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(name)} [grey]{step.Milliseconds} ms[/]  "
            + $"{Markup.Escape(step.Detail)}");
        if (failure is not null)
        {
            if (!FailureText.IsShown(failure))
                terminal.Say(failure.ToString());
            throw new DemoStepFailedException(step.Detail);
        }
    }

    private long Elapsed(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;
}
