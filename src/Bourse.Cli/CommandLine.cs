using System.CommandLine;
using Bourse.Cli.Commands;
using Bourse.Cli.Commands.Agreements;
using Bourse.Cli.Commands.Audit;
using Bourse.Cli.Commands.Iceberg;
using Bourse.Cli.Commands.Tables;
using Bourse.Cli.Output;

namespace Bourse.Cli;

/// <summary>The <c>bourse</c> command: parses, runs one command and gives its exit code.</summary>
internal static class CommandLine
{
    // Long enough for a server to drain and for child processes to be ended.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, TimeProvider clock)
    {
        var root = Create(new CommandContext(terminal, clock));
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
                terminal.Say($"bourse: {error}");
            terminal.Say($"Run '{HelpOf(parsed.CommandResult.Command)}' to see what it takes.");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout });
        }
        catch (Exception failure) when (FailureText.IsShown(failure))
        {
            terminal.Say($"bourse: {FailureText.Of(failure)}");
            return failure is CommandFailedException command ? command.ExitCode : ExitCode.Failed;
        }
    }

    private static RootCommand Create(CommandContext context) =>
        new("An open data exchange: publish governed data products, which clients query live with their own tools.")
    {
        DemoCommand.Create(context),
        ServeCommand.Create(context),
        DoctorCommand.Create(context),
        PublishCommand.Create(context),
        ProductsCommand.Create(context),
        RevisionsCommand.Create(context),
        AgreementsCommand.Create(context),
        SqlCommand.Create(context),
        IcebergCommand.Create(context),
        TableCommand.Create(context),
        AuditCommand.Create(context),
    };

    private static string HelpOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
            names.Insert(0, at.Name);
        return string.Join(' ', ["bourse", .. names, "--help"]);
    }
}
