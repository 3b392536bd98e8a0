using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Engines;
using Bourse.Query.Scans;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg diff TABLE</c>: rows and files that one snapshot has and another has not.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new TableOptions();
        var range = new RangeOptions();
        var command = options.On("diff", "Count the rows and name the files that differ between two snapshots", range.All);
        command.SetAction(async (parsed, cancellation) =>
        {
            var table = await options.OpenAsync(parsed, cancellation);
            var after = range.After(parsed, table);
            var before = range.Before(parsed, table, after);
            var difference = await SnapshotDifference.OfAsync(table, before, after, cancellation);
            await using var engine = FileEngines.ForOwnFiles(null, context.Clock);
            var added = await ScanRun.CountWithoutAsync(engine, difference.After, difference.Before, cancellation);
            var removed = await ScanRun.CountWithoutAsync(engine, difference.Before, difference.After, cancellation);
            TableOutput.Write(context.Terminal, ["change", "what", "path", "records", "bytes"], Rows(difference, added, removed), parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Name(FileContent content) => content switch
    {
        FileContent.PositionDeletes => "position deletes",
        FileContent.EqualityDeletes => "equality deletes",
        _ => "data file",
    };

    private static IEnumerable<object?[]> Rows(SnapshotDifference difference, long added, long removed)
    {
        yield return ["added", "rows", null, added, null];
        yield return ["removed", "rows", null, removed, null];
        foreach (var (change, files) in new[] { ("added", difference.Added), ("removed", difference.Removed) })
        {
            foreach (var file in files)
                yield return [change, Name(file.Content), file.Path, file.RecordCount, file.FileSizeBytes];
        }
    }
}
