using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Statistics;

/// <summary>Counts NaNs, which footers do not tell.</summary>
internal static class NanCounts
{
    /// <summary>The NaNs of the float and double columns of a local Parquet file, by field id.</summary>
    public static IReadOnlyDictionary<int, long> Of(DuckDbConnection connection, ParquetFooter footer, string localFile, CancellationToken cancellationToken)
    {
        var fields = footer.TopLevel.Where(c => c is { FieldId: not null, Type: ParquetType.Float or ParquetType.Double }).ToArray();
        if (fields.Length == 0)
            return new Dictionary<int, long>();
        var counts = string.Join(", ", fields.Select(f => $"count(*) FILTER (isnan({Sql.Identifier(f.Name)}))"));
        using var result = connection.Query($"SELECT {counts} FROM {Sql.ReadParquet([localFile])}", cancellationToken);
        var row = result.Rows().First();
        return fields.Select((f, i) => (Id: f.FieldId!.Value, Count: (long)row[i]!)).ToDictionary(f => f.Id, f => f.Count);
    }
}
