using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Tabular;

/// <summary>How a CSV column becomes another type than the engine found in it. No cast loses anything: what does not fit stops the reading.</summary>
/// <param name="Column">Its name.</param>
/// <param name="FromText">The column is read as text.</param>
/// <param name="Expression">What becomes of it; null for the text itself.</param>
internal sealed record CsvCast(string Column, bool FromText, string? Expression)
{
    /// <summary>The cast of a column; null where the engine's type is right.</summary>
    /// <param name="column">The column as the engine types it.</param>
    /// <param name="look">What its values look like; null where the engine's type says all.</param>
    /// <param name="wanted">The table's type; null for none.</param>
    /// <param name="mark">What stands before the digits of a fraction.</param>
    public static CsvCast? For(DuckDbColumn column, CsvColumnLook? look, IcebergType? wanted, char mark)
    {
        var exact = IsNumber(column, look, mark) ? look?.Exact : null;
        if (wanted is not null && look is { IsEmpty: true })
            return new CsvCast(column.Name, FromText: true, $"CAST(NULL AS {EngineTypes.ToSql(wanted)})");
        return (column.Type.Id, wanted) switch
        {
            (DuckDbTypeId.Varchar, IcebergType.String) => null,
            (_, IcebergType.String) => new CsvCast(column.Name, FromText: true, null),
            (_, IcebergType.Double) when exact is not null => Number(wanted),
            (_, IcebergType.Decimal to) when exact is not null && exact.Scale <= to.Scale => Number(to),
            (DuckDbTypeId.BigInt, IcebergType.Decimal or IcebergType.Double or IcebergType.Int) => Plain(wanted),
            (DuckDbTypeId.Date, IcebergType.Timestamp) => Plain(wanted),
            _ => exact is null ? null : Number(exact),
        };

        CsvCast Number(IcebergType type) => new(column.Name, FromText: true, $"CAST({CsvColumnLook.Number(column.Name, mark)} AS {EngineTypes.ToSql(type)})");
        CsvCast Plain(IcebergType type) => new(column.Name, FromText: false, $"CAST({Sql.Identifier(column.Name)} AS {EngineTypes.ToSql(type)})");
    }

    private static bool IsNumber(DuckDbColumn column, CsvColumnLook? look, char mark) =>
        column.Type.Id == DuckDbTypeId.Double || (mark == ',' && look is { HasDecimalCommas: true });
}
