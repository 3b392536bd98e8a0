using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg files TABLE</c>: the files a scan reads, each with the deletes that apply to it.</summary>
internal static class FilesCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new TableOptions();
        var snapshot = new SnapshotOptions();
        var where = WhereOption.Create();
        var command = options.On("files", "Show the data files of a table that a condition leaves, with their deletes", [.. snapshot.All, where]);
        command.SetAction(async (parsed, cancellation) =>
        {
            var table = await options.OpenAsync(parsed, cancellation);
            var scan = snapshot.Scan(parsed, table);
            // No column's values are read, so that every table's files are shown.
            var tasks = await scan.Select().PlanFilesAsync(WhereOption.Parse(parsed.GetValue(where), scan.Schema), cancellation);
            var rows = tasks.Select(t => new object?[]
            {
                t.File.Path, t.File.Format, t.SequenceNumber, t.File.RecordCount, t.File.FileSizeBytes, t.File.SpecId,
                Partition(table, t.File),
                t.Deletes.Where(d => d.Content == FileContent.PositionDeletes).Select(d => d.Path).ToArray(),
                t.Deletes.Where(d => d.Content == FileContent.EqualityDeletes).Select(d => d.Path).ToArray(),
            });
            TableOutput.Write(
                context.Terminal, ["path", "format", "sequence_number", "records", "bytes", "spec_id", "partition", "position_deletes", "equality_deletes"], rows,
                parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Dictionary<string, string?> Partition(IcebergTable table, DataFile file) =>
        file.Partition.Select((value, i) => (table.Metadata.SpecOf(file.SpecId).Fields[i].Name, Value: value is null ? null : LiteralText.Write(value)))
            .ToDictionary(p => p.Name, p => p.Value);
}
