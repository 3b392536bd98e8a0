using System.CommandLine;

namespace Bourse.Cli.Commands.Webhooks;

/// <summary><c>bourse webhooks</c></summary>
internal static class WebhooksCommand
{
    public static Command Create(CommandContext context) => new("webhooks", "See to events that did not reach clients")
    {
        new Command("dead-letters", "List and replay events that no attempt delivered")
        {
            ListDeadLettersCommand.Create(context), ReplayDeadLettersCommand.Create(context),
        },
    };
}
