using System.CommandLine;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events</c></summary>
internal static class EventsCommand
{
    public static Command Create(CommandContext context) => new("events", "See to events, to rules and to what did not reach clients")
    {
        ListArchiveCommand.Create(context),
        ListRulesCommand.Create(context),
        ReplayEventsCommand.Create(context),
        new Command("dead-letters", "List, show and redrive events that no attempt delivered")
        {
            ListDeadLettersCommand.Create(context), ShowDeadLetterCommand.Create(context), RedriveDeadLettersCommand.Create(context),
        },
    };
}
