using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys list</c></summary>
internal static class ListKeysCommand
{
    private static readonly string[] Columns = ["id", "created_at", "seals"];

    public static Command Create(CommandContext context)
    {
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List the key ring's keys, oldest first; never the keys themselves") { data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var keys = node.Keys.Keys;
            context.Terminal.Write(
                new DataRows(Columns, [.. keys.Select((key, at) => (IReadOnlyList<object?>)[key.Id, key.CreatedAt, at == keys.Count - 1])]), parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }
}
