using System.Globalization;
using System.Text.Json;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Footers;
using Bourse.Projection.Generation;
using Bourse.Storage;

namespace Bourse.Projection.Pieces;

/// <summary>Makes what a rule set may see of one source file, once: nothing, the file itself, or a piece.</summary>
internal sealed class FileProjector(
    DuckDbConnection connection, IPieceWriter writer, PieceTables tables, ContentStores contents, IObjectStore projections)
{
    /// <summary>The projected file, or null when no row may be seen.</summary>
    /// <exception cref="IcebergFormatException">The source is no Parquet file with field ids.</exception>
    public async Task<ProjectedFile?> ProjectAsync(StoreLocation location, Schema schema, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var content = await tables.SourceAsync(location, cancellationToken);
        var key = new PieceKey(content.Sha256, shape.Rules.Digest, shape.LayoutDigest, writer.Version);
        var row = await tables.FindAsync(key, cancellationToken);
        if (row is null)
        {
            // The digest may have been taken long ago. What is scanned now, and shared from now on, has to be those very bytes.
            await contents.VerifyAsync(content, cancellationToken);
            var path = await contents.LocalPathAsync(content, cancellationToken);
            var source = new SourceFile(content, path, ParquetFooter.ReadFile(path), schema);
            row = await tables.RecordAsync(key, await MakeAsync(source, shape, cancellationToken), cancellationToken);
            FaultPoint.Reach("projection.piece.recorded");
        }
        return row.Outcome switch
        {
            PieceRow.None => null,
            PieceRow.Whole => new ProjectedFile(content, NanCounts(row)),
            _ => new ProjectedFile(new StoredContent(projections.Name, row.ObjectKey!, row.Length, row.Sha256), NanCounts(row)),
        };
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
        if (!WholeFile.MayBeShared(source, classification, shape))
            return await WriteAsync(source, classification, shape, cancellationToken);
        var nanCounts = CountNans(source.LocalPath, source.Footer, shape.Schema, cancellationToken);
        return new PieceRow { Outcome = PieceRow.Whole, Length = source.Content.Length, Sha256 = source.Content.Sha256, NanCounts = nanCounts };
    }

    private async Task<PieceRow> WriteAsync(
        SourceFile source, FileClassification classification, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var path = projections.NewTemporaryPath(".parquet");
        try
        {
            await writer.WriteAsync(source, classification, shape, path, cancellationToken);
            var footer = ParquetFooter.ReadFile(path);
            // A second look at what no client may get a single byte too much of, by the file and not by the statement that wrote it.
            if (!WholeFile.HoldsOnly(footer, shape) || ForeignContent.Find(path) is not null || footer.RowCount != classification.AllowedRowCount)
                throw new InvalidOperationException($"The piece of '{source.Content.Key}' holds other columns or rows than were asked for; nothing is served of it.");

            var nanCounts = CountNans(path, footer, shape.Schema, cancellationToken);
            var length = new FileInfo(path).Length;
            var sha256 = await DigestAsync(path, cancellationToken);
            var key = $"pieces/{sha256[..2]}/{sha256}.parquet";
            FaultPoint.Reach("projection.piece.written");
            await AdoptAsync(ObjectKey.Parse(key), path, cancellationToken);
            FaultPoint.Reach("projection.piece.adopted");
            return new PieceRow { Outcome = PieceRow.Piece, ObjectKey = key, Length = length, Sha256 = sha256, NanCounts = nanCounts };
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Keys are digests of the content: what is there already, from another rule set or before a crash, is the same.
    private async Task AdoptAsync(ObjectKey key, string path, CancellationToken cancellationToken)
    {
        try
        {
            await projections.AdoptAsync(key, path, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            File.Delete(path);
        }
    }

    private string CountNans(string path, ParquetFooter footer, Schema schema, CancellationToken cancellationToken)
    {
        var present = footer.TopLevel.Select(e => e.FieldId).ToHashSet();
        var columns = schema.Fields.Where(f => f.Type is IcebergType.Float or IcebergType.Double && present.Contains(f.Id)).Select(f => f.Id).ToArray();
        if (columns.Length == 0)
            return "{}";
        var counts = string.Join(", ", columns.Select(id => $"count(*) FILTER (WHERE isnan({SourceSql.Column(id)}))"));
        using var result = connection.Query($"SELECT {counts} FROM {SourceSql.Read(path, schema, columns)}", cancellationToken);
        var row = result.Rows().Single();
        return JsonSerializer.Serialize(columns.Select((id, i) => (id, Count: (long)row[i]!)).ToDictionary(
            c => c.id.ToString(CultureInfo.InvariantCulture), c => c.Count));
    }

    private static Dictionary<int, long> NanCounts(PieceRow row) =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(row.NanCounts)!.ToDictionary(
            p => int.Parse(p.Key, CultureInfo.InvariantCulture), p => p.Value);

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream, cancellationToken));
    }
}
