using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Footers;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Writes what is shown of the allowed rows of a file's runs, in the source's order: 1. one scan into a temporary table, 2. one file a run, so that row groups are cut
/// by the count of the run's allowed rows alone, 3. the chunks of these files into one.
/// </summary>
internal sealed class RunPieceWriter(DuckDbConnection connection, ContentAddressed projections)
{
    private const string Rows = "spliced_rows";

    /// <summary>The piece; null when the engine stores the columns of two runs in different forms.</summary>
    /// <param name="source">The file to take cells from.</param>
    /// <param name="shape">What is shown of them.</param>
    /// <param name="runs">The runs, at least one.</param>
    /// <param name="kept">The columns of the piece.</param>
    /// <param name="rowGroupRows">Rows of a row group at most.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="InvalidOperationException">A file holds other rows or columns than were asked for.</exception>
    public async Task<RunPiece?> WriteAsync(
        SourceFile source, ProjectedShape shape, IReadOnlyList<SplicePart.Run> runs, Schema kept, long rowGroupRows, CancellationToken cancellationToken)
    {
        var paths = runs.Select(_ => projections.NewTemporaryPath(".parquet")).ToArray();
        var merged = projections.NewTemporaryPath(".parquet");
        try
        {
            CollectRows(source, shape, runs, kept, cancellationToken);
            for (var run = 0; run < paths.Length; run++)
                WriteRun(run, paths[run], kept, rowGroupRows, cancellationToken);
            var footers = paths.Select(ParquetFooter.ReadFile).ToArray();
            for (var run = 0; run < paths.Length; run++)
                RequireOnly(source, shape, runs[run], paths[run], footers[run]);
            if (footers.Any(f => !f.Schema.SequenceEqual(footers[0].Schema)))
                return null;

            var composed = new ComposedFile<string>(SplicedColumns.Of(footers[0], kept));
            foreach (var (path, group) in paths.Zip(footers).SelectMany(f => f.Second.RowGroups.Select(g => (f.First, g))))
                composed.Add(path, group.RowCount, group.Columns);
            await CopyAsync(composed, merged, cancellationToken);
            var content = await projections.AdoptPieceAsync(merged, cancellationToken);
            var groups = new Queue<ParquetRowGroup>(composed.Footer.RowGroups);
            return new RunPiece(content, composed.Footer, footers.Select(f => f.RowGroups.Select(_ => groups.Dequeue()).ToValueList()).ToValueList());
        }
        finally
        {
            connection.Execute($"DROP TABLE IF EXISTS {Rows}", CancellationToken.None);
            Array.ForEach([.. paths, merged], File.Delete);
        }
    }

    private void CollectRows(SourceFile source, ProjectedShape shape, IReadOnlyList<SplicePart.Run> runs, Schema kept, CancellationToken cancellationToken)
    {
        var read = SourceSql.Read(source.LocalPath, source.Footer, source.Schema, [.. kept.Fields.Select(f => f.Id), .. shape.Rules.RowFilter.FieldIds()]);
        var values = string.Join(", ", kept.Fields.Select(f => $"{shape.ShownSql(f.Id)} AS {Shown(f.Id)}"));
        connection.Execute(
            $"""
            CREATE OR REPLACE TEMPORARY TABLE {Rows} AS
            SELECT {RunNumber(source.Footer, runs)} AS run, {SourceSql.RowNumber} AS n, {values} FROM {read}
            WHERE run IS NOT NULL AND ({SourceSql.Filter(shape.Rules.RowFilter, source.Schema)})
            """,
            cancellationToken);
    }

    // Not the name of the column that is read: the filter is over that one.
    private static string Shown(int fieldId) => "shown_" + SourceSql.Column(fieldId);

    // Null for the rows of other groups.
    private static string RunNumber(ParquetFooter footer, IReadOnlyList<SplicePart.Run> runs)
    {
        var starts = RowGroupSql.Starts(footer).ToArray();
        var steps = new SortedDictionary<long, string> { [0] = "NULL" };
        foreach (var (number, run) in runs.Index())
        {
            steps[starts[run.First]] = number.ToString(CultureInfo.InvariantCulture);
            if (run.End < starts.Length)
                steps[starts[run.End]] = "NULL";
        }
        return RowGroupSql.Steps([.. steps.Select(s => (s.Key, s.Value))]);
    }

    private void WriteRun(int run, string path, Schema kept, long rowGroupRows, CancellationToken cancellationToken)
    {
        var values = string.Join(", ", kept.Fields.Select(f => $"{Shown(f.Id)} AS {Sql.Identifier(f.Name)}"));
        connection.Execute(RowPieceWriter.Copy(
            $"SELECT {values} FROM {Rows} WHERE run = {run.ToString(CultureInfo.InvariantCulture)} ORDER BY n", kept, path, rowGroupRows), cancellationToken);
    }

    private static void RequireOnly(SourceFile source, ProjectedShape shape, SplicePart.Run run, string path, ParquetFooter footer)
    {
        if (!FileSharing.HoldsOnly(footer, shape) || ForeignContent.Find(path) is not null || footer.RowCount != run.AllowedRowCount)
            throw new InvalidOperationException($"A piece of '{source.Content.Key}' holds other columns or rows than were asked for; nothing is served of it.");
    }

    private static async Task CopyAsync(ComposedFile<string> composed, string path, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        target.Write(ComposedFile<string>.Magic);
        foreach (var segment in composed.Segments)
        {
            await using var source = File.OpenRead(segment.File);
            source.Position = segment.Offset;
            var buffer = new byte[1 << 16];
            for (var left = segment.Length; left > 0;)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, left));
                await source.ReadExactlyAsync(part, cancellationToken);
                await target.WriteAsync(part, cancellationToken);
                left -= part.Length;
            }
        }
        await target.WriteAsync(composed.Tail(), cancellationToken);
    }
}
