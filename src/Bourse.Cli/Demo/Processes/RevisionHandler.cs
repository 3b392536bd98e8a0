using System.Globalization;
using System.Text.Json;

namespace Bourse.Cli.Demo.Processes;

/// <summary>The client's handler of events, <c>samples/revision-handler</c>, in a process of its own.</summary>
internal sealed class RevisionHandler : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private RevisionHandler(ChildProcess process, Uri page) => (_process, Page) = (process, page);

    /// <summary>The page it keeps.</summary>
    public Uri Page { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">Its settings, see the sample's page.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="folder">Its working folder.</param>
    public static RevisionHandler Start(IReadOnlyDictionary<string, string> settings, int port, string folder) => new(
        ChildProcess.Start("node", [Path.Combine(Samples.Folder("samples/revision-handler"), "index.mjs")], folder, settings),
        new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));

    /// <summary>Waits for a report that the handler makes.</summary>
    /// <param name="what">Its kind, such as <c>received</c>.</param>
    /// <param name="matches">Whether it is the one; others are passed over.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="DemoStepFailedException">It does not come in time.</exception>
    public async Task<JsonElement> WaitAsync(string what, Func<JsonElement, bool> matches, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            while (true)
            {
                using var report = JsonDocument.Parse(await _process.ReadLineAsync(patience.Token));
                if (report.RootElement.GetProperty("what").GetString() == what && matches(report.RootElement))
                    return report.RootElement.Clone();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DemoStepFailedException($"the handler did not report '{what}'. {_process.Errors}");
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
