using System.Globalization;
using System.Text.Json;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Footers;
using Bourse.Projection.Generation;
using Bourse.Projection.Splicing;
using Bourse.Storage;

namespace Bourse.Projection.Pieces;

/// <summary>Makes what a rule set may see of one source file, once: nothing, the file itself, a virtual object, or a piece.</summary>
internal sealed class FileProjector(DuckDbConnection connection, PieceTables tables, ContentStores contents, ContentAddressed projections)
{
    private readonly FileSplicer _splicer = new(connection, contents, projections);
    private readonly RowPieceWriter _writer = new(connection);

    /// <summary>The projected file, or null when no row may be seen.</summary>
    /// <exception cref="IcebergFormatException">The source is no Parquet file with field ids.</exception>
    public async Task<ProjectedFile?> ProjectAsync(StoreLocation location, Schema schema, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var content = await tables.SourceAsync(location, cancellationToken);
        var key = new PieceKey(content.Sha256, shape.Rules.Digest, shape.LayoutDigest, PieceKey.CurrentWriterVersion);
        var row = await tables.FindAsync(key, cancellationToken);
        if (row is null)
        {
            // The digest may have been taken long ago. What is scanned now, and shared from now on, has to be those very bytes.
            var path = await contents.LocalPathAsync(content, cancellationToken);
            var source = new SourceFile(content, path, ParquetFooter.ReadFile(path), schema);
            row = await tables.RecordAsync(key, await MakeAsync(source, shape, cancellationToken), projections.Collections, cancellationToken);
            FaultPoint.Reach("projection.piece.recorded");
        }
        return row.Outcome == PieceRow.None ? null : File(row, content, schema, shape);
    }

    private ProjectedFile File(PieceRow row, StoredContent source, Schema schema, ProjectedShape shape)
    {
        var nanCounts = JsonSerializer.Deserialize<Dictionary<string, long>>(row.NanCounts)!.ToDictionary(
            p => int.Parse(p.Key, CultureInfo.InvariantCulture), p => p.Value);
        if (row.Outcome == PieceRow.Virtual)
        {
            var parts = new VirtualContent(projections.StoreName, row.ObjectKey!, row.Length, row.Sha256);
            return new ProjectedFile(parts, new RowSource(source, schema, shape.Rules.RowFilter), nanCounts);
        }
        var content = row.Outcome == PieceRow.Whole ? source : new StoredContent(projections.StoreName, row.ObjectKey!, row.Length, row.Sha256);
        return new ProjectedFile(content, new RowSource(content, shape.Schema, Expression.True), nanCounts);
    }

    private async Task<PieceRow> MakeAsync(SourceFile source, ProjectedShape shape, CancellationToken cancellationToken)
    {
        if (source.Footer.Leaves.Any(e => e.FieldId is null))
            throw new IcebergFormatException($"The data file '{source.Content.Key}' has columns without field ids, so no rule can bind to them.");
        if (source.Footer.TopLevel.Select(e => e.FieldId).Distinct().Count() != source.Footer.TopLevel.Count)
            throw new IcebergFormatException($"The data file '{source.Content.Key}' has two columns with one field id.");

        var classification = FileClassifier.Classify(connection, source, shape.Rules.RowFilter, cancellationToken);
        if (classification.IsNone)
            return new PieceRow { Outcome = PieceRow.None, Length = 0, Sha256 = "", NanCounts = "{}" };
        var nanCounts = CountNans(source, shape, cancellationToken);
        if (FileSharing.MayBeShared(source, classification, shape))
            return new PieceRow { Outcome = PieceRow.Whole, Length = source.Content.Length, Sha256 = source.Content.Sha256, NanCounts = nanCounts };
        return await _splicer.SpliceAsync(source, classification, shape, cancellationToken) switch
        {
            SpliceOutcome.Spliced { Content: var made } => Row(PieceRow.Virtual, made, nanCounts),
            SpliceOutcome.Refused { Reason: var reason } =>
                Row(PieceRow.Piece, await WriteAsync(source, classification, shape, cancellationToken), nanCounts) with { Refusal = reason.ToString() },
            _ => throw new InvalidOperationException("There is no such outcome."),
        };
    }

    private static PieceRow Row(string outcome, ObjectContent content, string nanCounts) =>
        new() { Outcome = outcome, ObjectKey = content.Key, Length = content.Length, Sha256 = content.Sha256, NanCounts = nanCounts };

    private async Task<StoredContent> WriteAsync(
        SourceFile source, FileClassification classification, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var path = projections.NewTemporaryPath(".parquet");
        try
        {
            _writer.Write(source, shape, path, cancellationToken);
            var footer = ParquetFooter.ReadFile(path);
            // A second look at what no client may get a single byte too much of, by the file and not by the statement that wrote it.
            if (!FileSharing.HoldsOnly(footer, shape) || ForeignContent.Find(path) is not null || footer.RowCount != classification.AllowedRowCount)
                throw new InvalidOperationException($"The piece of '{source.Content.Key}' holds other columns or rows than were asked for; nothing is served of it.");
            return await projections.AdoptPieceAsync(path, cancellationToken);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    // Of allowed rows and what is shown of their columns.
    private string CountNans(SourceFile source, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var present = source.Footer.TopLevel.Select(e => e.FieldId).ToHashSet();
        var columns = shape.Schema.Fields.Where(f => f.Type is IcebergType.Float or IcebergType.Double && present.Contains(f.Id)).Select(f => f.Id).ToArray();
        if (columns.Length == 0)
            return "{}";
        var counts = string.Join(", ", columns.Select(id => $"count(*) FILTER (WHERE isnan({shape.ShownSql(id)}))"));
        var rows = new RowSource(source.Content, source.Schema, shape.Rules.RowFilter);
        using var result = connection.Query($"SELECT {counts} {rows.ToSql(source.LocalPath, columns)}", cancellationToken);
        var row = result.Rows().Single();
        return JsonSerializer.Serialize(columns.Select((id, i) => (id, Count: (long)row[i]!)).ToDictionary(
            c => c.id.ToString(CultureInfo.InvariantCulture), c => c.Count));
    }
}
