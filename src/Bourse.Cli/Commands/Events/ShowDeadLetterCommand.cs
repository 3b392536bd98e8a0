using System.CommandLine;
using System.Text.Json;
using Bourse.Cli.Output;
using Bourse.Events;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events dead-letters show EVENT</c></summary>
internal static class ShowDeadLetterCommand
{
    private static readonly string[] Columns = ["account", "rule", "target", "webhook", "state", "attempts", "last_result"];
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("EVENT") { Description = "The event's id, evt_…" };
        var data = CommandContext.DataOption();
        var command = new Command("show", "Show an event as it is sent, and what became of it at each target") { id, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (await node.Exchange.EventDesk.ShowAsync(parsed.GetRequiredValue(id), cancellation) is not { } shown)
                throw new CommandFailedException($"There is no event '{parsed.GetRequiredValue(id)}' among those of the last 30 days.");
            context.Terminal.Say(Indented(shown.Event));
            context.Terminal.Write(
                new DataRows(Columns, [.. shown.Deliveries.Select(one => (IReadOnlyList<object?>)
                    [one.Audience, one.Rule, one.Target, one.WebhookId, one.State.ToString().ToLowerInvariant(), one.Attempts, one.LastResult])]),
                OutputFormat.Table, "No target wanted it.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Indented(KeptEvent one)
    {
        using var body = JsonDocument.Parse(one.Body);
        return JsonSerializer.Serialize(body.RootElement, s_indented);
    }
}
