using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Statistics of spliced chunks. Counts are taken from the rows. Bounds of the source are kept where they are the least and greatest value that the row group has,
/// and left out where they are not or are not understood. Nested columns have none.
/// </summary>
internal sealed class GroupStatistics
{
    private readonly Dictionary<(int FieldId, int Group), ParquetStatistics> _proven;

    private GroupStatistics(Dictionary<(int FieldId, int Group), ParquetStatistics> proven) => _proven = proven;

    /// <summary>What is proven of a column of a row group; null for nothing.</summary>
    public ParquetStatistics? Of(int? fieldId, int group) => fieldId is { } id ? _proven.GetValueOrDefault((id, group)) : null;

    /// <summary>Reads the columns of a file, all of its row groups.</summary>
    public static GroupStatistics Read(DuckDbConnection connection, SourceFile source, Schema columns, CancellationToken cancellationToken)
    {
        var proven = new Dictionary<(int, int), ParquetStatistics>();
        var leaves = source.Footer.Leaves.Index().Where(l => l.Item.FieldId is not null).ToDictionary(l => l.Item.FieldId!.Value);
        var fields = columns.Fields.Where(f => f.Type is IcebergType.Primitive && leaves.ContainsKey(f.Id)).ToArray();
        if (fields.Length == 0)
            return new GroupStatistics(proven);
        var values = string.Join(", ", fields.Select(f => SourceSql.Column(f.Id)).Select(c => $"count(*) - count({c}), min({c}), max({c})"));
        var read = SourceSql.Read(source.LocalPath, source.Footer, source.Schema, fields.Select(f => f.Id));
        using var result = connection.Query($"SELECT {RowGroupSql.Number(source.Footer)} AS g, {values} FROM {read} GROUP BY g", cancellationToken);
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var group = chunk.Values<int>(0)[row];
                for (var i = 0; i < fields.Length; i++)
                {
                    var (id, type) = (fields[i].Id, (IcebergType.Primitive)fields[i].Type);
                    var (nulls, least, greatest) =
                        (chunk.Values<long>(1 + (3 * i))[row], EngineLiterals.Read(chunk, 2 + (3 * i), row, type), EngineLiterals.Read(chunk, 3 + (3 * i), row, type));
                    proven[(id, group)] = Prove(leaves[id].Item, source.Footer.RowGroups[group].Columns[leaves[id].Index].Statistics, type, nulls, least, greatest);
                }
            }
        }
        return new GroupStatistics(proven);
    }

    private static ParquetStatistics Prove(
        ParquetSchemaElement leaf, ParquetStatistics? told, IcebergType.Primitive type, long nulls, Literal? least, Literal? greatest)
    {
        var min = Proven(told?.MinValue, least);
        var max = Proven(told?.MaxValue, greatest);
        return min is null || max is null
            ? new ParquetStatistics { NullCount = nulls }
            : new ParquetStatistics { NullCount = nulls, MinValue = min, MaxValue = max, IsMinExact = true, IsMaxExact = true };

        ValueList<byte>? Proven(ValueList<byte>? bound, Literal? value) =>
            bound is not null && value is not null && value.Equals(ParquetBound.TryRead(bound.AsSpan(), leaf, type)) ? bound : null;
    }
}
