using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Projection.Contents;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Generation;

/// <summary>Describes a projected file for a manifest, from that file alone: nothing comes from the source's manifest.</summary>
internal sealed class DataFileDescriber(DuckDbConnection connection, ContentStores contents)
{
    /// <exception cref="IcebergFormatException">The file's rows do not share one partition value.</exception>
    public async Task<DataFile> DescribeAsync(
        ProjectedFile file, string location, Schema schema, PartitionSpec spec, CancellationToken cancellationToken)
    {
        var footer = await ParquetFooter.ReadAsync(
            file.Content.Length, (offset, length) => contents.OpenReadAsync(file.Content, offset, length, cancellationToken), location, cancellationToken);
        var path = spec.Fields.Count == 0 ? "" : await contents.LocalPathAsync(file.Rows.Content, cancellationToken);
        return new DataFile
        {
            Path = location,
            SpecId = spec.Id,
            Partition = spec.Fields.Select(f => PartitionValue(file.Rows, path, schema, f, cancellationToken)).ToValueList(),
            RecordCount = footer.RowCount,
            FileSizeBytes = file.Content.Length,
            Columns = FileMetrics.Of(footer, schema, file.NanCounts),
            SplitOffsets = footer.RowGroups.Select(g => g.StartOffset).ToValueList(),
        };
    }

    private Literal? PartitionValue(RowSource rows, string path, Schema schema, PartitionField field, CancellationToken cancellationToken)
    {
        var column = schema.FindColumn(field.SourceId)!;
        var name = SourceSql.Column(column.Id);
        using var result = connection.Query(
            $"SELECT min({name}), max({name}), count({name}) < count(*) {rows.ToSql(path, [column.Id])}", cancellationToken);
        foreach (var chunk in result.Chunks())
        {
            var type = (IcebergType.Primitive)column.Type;
            var low = field.Transform.Apply(EngineLiterals.Read(chunk, 0, 0, type));
            var high = field.Transform.Apply(EngineLiterals.Read(chunk, 1, 0, type));
            if (!Equals(low, high) || (low is not null && chunk.Values<bool>(2)[0]))
                throw new IcebergFormatException($"A data file holds several values of the partition field '{field.Name}'.");
            return low;
        }
        throw new IcebergFormatException($"A data file gave no value for the partition field '{field.Name}'.");
    }
}
