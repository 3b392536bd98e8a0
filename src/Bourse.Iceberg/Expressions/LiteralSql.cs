using System.Diagnostics;
using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Writes literals as DuckDB SQL of exactly the column's type, so that no comparison casts the column.</summary>
public static class LiteralSql
{
    /// <summary>The literal as SQL.</summary>
    /// <param name="literal">A value of the type.</param>
    /// <param name="type">The column's type; of a <c>timestamptz_ns</c> the engine has no values.</param>
    public static string Write(Literal literal, IcebergType type) => literal switch
    {
        Literal.Boolean l => Sql.Literal(l.Value),
        Literal.Integer l => Invariant($"CAST('{l.Value}' AS {(type is IcebergType.Int ? "INTEGER" : "BIGINT")})"),
        Literal.Real l when type is IcebergType.Float => $"CAST({Sql.Literal(l.Value)} AS FLOAT)",
        Literal.Real l => Sql.Literal(l.Value),
        Literal.Decimal l => Invariant($"CAST('{l}' AS DECIMAL({((IcebergType.Decimal)type).Precision}, {l.Scale}))"),
        Literal.Date l => Invariant($"(DATE '1970-01-01' + CAST('{l.Days}' AS INTEGER))"),
        Literal.Time l => $"TIME '{new TimeOnly(l.Micros * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        Literal.Timestamp l => Invariant($"make_timestamp(CAST('{l.Micros}' AS BIGINT))"),
        Literal.TimestampTz l => Invariant($"make_timestamptz(CAST('{l.Micros}' AS BIGINT))"),
        Literal.TimestampNs l => Invariant($"make_timestamp_ns(CAST('{l.Nanos}' AS BIGINT))"),
        Literal.Text l => Sql.Literal(l.Value),
        Literal.Uuid l => Sql.Literal(l.Value),
        Literal.Bytes l => Sql.Literal(l.Value.AsSpan()),
        _ => throw new UnreachableException(),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
