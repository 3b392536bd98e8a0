using System.CommandLine;
using System.CommandLine.Parsing;
using Bourse.Cli.Commands;
using Bourse.Cli.Commands.Accounts;
using Bourse.Cli.Commands.Agreements;
using Bourse.Cli.Commands.Audit;
using Bourse.Cli.Commands.Events;
using Bourse.Cli.Commands.Iceberg;
using Bourse.Cli.Commands.Keys;
using Bourse.Cli.Commands.Products;
using Bourse.Cli.Commands.Projections;
using Bourse.Cli.Commands.Revisions;
using Bourse.Cli.Commands.Sharing;
using Bourse.Cli.Commands.Tables;
using Bourse.Cli.Commands.Usage;
using Bourse.Cli.Help;
using Bourse.Cli.Output;

namespace Bourse.Cli;

/// <summary>
/// The <c>bourse</c> command: parses, runs one command and gives its exit code. A command that only groups others, <c>bourse</c> itself among them, shows its
/// help and succeeds, as does <c>bourse help COMMAND</c>; what is not known is a wrong command line.
/// </summary>
internal static class CommandLine
{
    private const string HelpWord = "help";
    private const string HelpOption = "--help";

    // Long enough for a server to drain and for child processes to be ended.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, TimeProvider clock)
    {
        var root = Create(new CommandContext(terminal, clock));
        var parsed = root.Parse(arguments.Count > 0 && arguments[0] == HelpWord ? [.. arguments.Skip(1), HelpOption] : arguments);
        if (parsed.UnmatchedTokens.Count == 0 && IsGroupAlone(parsed))
            parsed = root.Parse([.. arguments, HelpOption]);
        if (parsed.Errors.Count > 0 || parsed.UnmatchedTokens.Count > 0)
            return Refuse(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationTimeout,
                Output = terminal.Data,
            });
        }
        catch (Exception failure) when (FailureText.IsShown(failure))
        {
            terminal.Say($"bourse: {FailureText.Of(failure)}");
            return failure is CommandFailedException command ? command.ExitCode : ExitCode.Failed;
        }
    }

    /// <summary>Every command with its options.</summary>
    public static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("An open data exchange: publish governed data products, which clients query live with their own tools.")
        {
            DemoCommand.Create(context),
            ServeCommand.Create(context),
            DoctorCommand.Create(context),
            PublishCommand.Create(context),
            ProductsCommand.Create(context),
            RevisionsCommand.Create(context),
            UsageCommand.Create(context),
            ProjectionsCommand.Create(context),
            AgreementsCommand.Create(context),
            AccountsCommand.Create(context),
            KeysCommand.Create(context),
            SharingCommand.Create(context),
            CredentialsCommand.Create(context),
            EventsCommand.Create(context),
            SqlCommand.Create(context),
            IcebergCommand.Create(context),
            TableCommand.Create(context),
            AuditCommand.Create(context),
        };
        ExamplesHelpAction.AddTo(root, context.Terminal);
        return root;
    }

    private static bool IsGroupAlone(ParseResult parsed) =>
        parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.CommandResult.Children.All(child => child is CommandResult);

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        // An unknown word leaves its group without a command as well; the word is what is to be corrected.
        var errors = parsed.UnmatchedTokens.Count > 0
            ? Unknown(parsed).Select(token => $"Unrecognized command or argument '{token}'.{NearestName.Question(token, Names(parsed, token))}")
            : parsed.Errors.Select(error => error.Message);
        foreach (var error in errors.Distinct())
            terminal.Say($"bourse: {error}");
        terminal.Say($"Run '{HelpExamples.NameOf(parsed.CommandResult.Command)} {HelpOption}' to see what it takes.");
        return ExitCode.Usage;
    }

    // After the wrong name of a command, every further word is unknown for want of that command.
    private static IEnumerable<string> Unknown(ParseResult parsed) =>
        parsed.UnmatchedTokens.Take(parsed.CommandResult.Command.Subcommands.Count > 0 ? 1 : int.MaxValue);

    private static IEnumerable<string> Names(ParseResult parsed, string token) => token.StartsWith('-')
        ? parsed.CommandResult.Command.Options.Select(option => option.Name)
        : parsed.CommandResult.Command.Subcommands.Select(command => command.Name);
}
