using System.CommandLine;
using System.Globalization;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg snapshots TABLE</c>: its history.</summary>
internal static class SnapshotsCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new TableOptions();
        var command = options.On("snapshots", "Show a table's snapshots, oldest first");
        command.SetAction(async (parsed, cancellation) =>
        {
            var table = (await options.OpenAsync(parsed, cancellation)).Metadata;
            var rows = table.Snapshots.Select(s => new object?[]
            {
                s.Id.ToString(CultureInfo.InvariantCulture),
                s.ParentId?.ToString(CultureInfo.InvariantCulture),
                s.SequenceNumber,
                DateTimeOffset.FromUnixTimeMilliseconds(s.TimestampMs),
                s.Operation,
                table.Refs.Where(r => r.Value.SnapshotId == s.Id).Select(r => r.Key).ToArray(),
                s.SchemaId,
                s.Summary.ToDictionary(p => p.Key, p => p.Value),
            });
            TableOutput.Write(
                context.Terminal, ["snapshot_id", "parent_id", "sequence_number", "committed_at", "operation", "refs", "schema_id", "summary"], rows,
                parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }
}
