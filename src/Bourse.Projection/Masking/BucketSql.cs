using System.Diagnostics;
using System.Numerics;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Masking;

/// <summary>Buckets: the greatest multiple of a width that is not greater than a value.</summary>
internal static class BucketSql
{
    public static string Of(decimal width, string column, IcebergType type) => type switch
    {
        IcebergType.Int => Exact(width, column, type, 0, int.MinValue),
        IcebergType.Long => Exact(width, column, type, 0, long.MinValue),
        IcebergType.Decimal t => Exact(width, column, type, t.Scale, 1 - BigInteger.Pow(10, t.Precision)),
        IcebergType.Float => Real(width, column, "FLOAT", float.MaxValue),
        IcebergType.Double => Real(width, column, "DOUBLE", double.MaxValue),
        _ => throw new UnreachableException(),
    };

    // The engine's remainder has the sign of the value. No step leaves the type's range: the last one is taken only where it stays inside.
    private static string Exact(decimal width, string column, IcebergType type, int scale, BigInteger unscaledMin)
    {
        var engineType = EngineTypes.ToSql(type);
        var unscaledWidth = new BigInteger(width * (decimal)BigInteger.Pow(10, width.Scale)) * BigInteger.Pow(10, scale - width.Scale);
        var (w, least, lowest) = (Literal(unscaledWidth), Literal(unscaledMin), Literal(unscaledMin + unscaledWidth));
        var rest = $"({column} % {w})";
        var upper = $"({column} - {rest})";
        return $"CAST(CASE WHEN {rest} >= 0 THEN {upper} WHEN {upper} < {lowest} THEN {least} ELSE {upper} - {w} END AS {engineType})";

        string Literal(BigInteger unscaled) => $"CAST('{new Literal.Decimal(unscaled, scale)}' AS {engineType})";
    }

    // One NaN and one zero: others would tell of the value. Null is named, since the least of some values and null is not null.
    private static string Real(decimal width, string column, string type, double max)
    {
        var value = $"CAST({column} AS DOUBLE)";
        var w = Sql.Literal((double)width);
        var floor = $"(floor({value} / {w}) * {w})";
        var (least, greatest) = (Sql.Literal(-max), Sql.Literal(max));
        return $"""
            CAST(CASE WHEN {column} IS NULL THEN NULL WHEN isnan({column}) THEN CAST('NaN' AS DOUBLE) WHEN isinf({column}) THEN {value} WHEN {floor} = 0 THEN CAST('0' AS DOUBLE)
            ELSE least(greatest({floor}, {least}), {greatest}) END AS {type})
            """;
    }
}
