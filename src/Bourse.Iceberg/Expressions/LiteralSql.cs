using System.Diagnostics;
using System.Globalization;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Writes literals as DuckDB SQL of exactly the column's type, so that no comparison casts the column.</summary>
internal static class LiteralSql
{
    public static string Write(Literal literal, IcebergType type) => literal switch
    {
        Literal.Boolean l => l.Value ? "TRUE" : "FALSE",
        Literal.Integer l => Invariant($"CAST('{l.Value}' AS {(type is IcebergType.Int ? "INTEGER" : "BIGINT")})"),
        Literal.Real l => $"CAST('{Real(l.Value)}' AS {(type is IcebergType.Float ? "FLOAT" : "DOUBLE")})",
        Literal.Decimal l => Invariant($"CAST('{l}' AS DECIMAL({((IcebergType.Decimal)type).Precision}, {l.Scale}))"),
        Literal.Date l => Invariant($"(DATE '1970-01-01' + CAST('{l.Days}' AS INTEGER))"),
        Literal.Time l => $"TIME '{new TimeOnly(l.Micros * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        Literal.Timestamp l => Invariant($"make_timestamp(CAST('{l.Micros}' AS BIGINT))"),
        Literal.TimestampTz l => Invariant($"make_timestamptz(CAST('{l.Micros}' AS BIGINT))"),
        Literal.Text l => Text(l.Value),
        Literal.Uuid l => $"CAST('{l.Value:D}' AS UUID)",
        Literal.Bytes l => $"from_hex('{Convert.ToHexString(l.Value.AsSpan())}')",
        _ => throw new UnreachableException(),
    };

    private static string Real(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
