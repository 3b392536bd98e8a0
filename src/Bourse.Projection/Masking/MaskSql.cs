using System.Diagnostics;
using System.Globalization;
using Bourse.Access.Authorization.Masks;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Masking;

/// <summary>
/// What masks make of values, as SQL of exactly the shown column's type (docs/decisions/0012). The text depends on no setting of the engine: instants are cut in UTC,
/// text is made of types whose text does not change.
/// </summary>
internal static class MaskSql
{
    private const int PseudonymDigits = 32;
    private const string Redacted = "'***'";
    private const string Stars = "'****'";

    /// <summary>The masked value.</summary>
    /// <param name="mask">The mask, which fits the type.</param>
    /// <param name="column">The column, as SQL.</param>
    /// <param name="type">The column's type before it is masked.</param>
    public static string Of(Mask mask, string column, IcebergType type) => mask switch
    {
        Mask.Redact => $"CASE WHEN {column} IS NOT NULL THEN {Redacted} END",
        Mask.Null => $"CAST(NULL AS {EngineTypes.ToSql(type)})",
        Mask.Constant m => $"CAST({LiteralSql.Write(LiteralValues.From(m.Value, (IcebergType.Primitive)type), type)} AS {EngineTypes.ToSql(type)})",
        Mask.LastFour => LastFour(type is IcebergType.String ? column : $"CAST(abs(CAST({column} AS HUGEINT)) AS VARCHAR)"),
        Mask.KeyedHash m => string.Create(CultureInfo.InvariantCulture, $"left({MaskKeys.HmacSql(m.Key, Bytes(column, type))}, {PseudonymDigits})"),
        Mask.TruncateDate m when type is IcebergType.Date => Day(m.Unit, column),
        Mask.TruncateDate m when type is IcebergType.Timestamp => Instant(m.Unit, column),
        Mask.TruncateDate m => $"make_timestamptz(epoch_us({Instant(m.Unit, $"make_timestamp(epoch_us({column}))")}))",
        Mask.Bucket m => BucketSql.Of(m.Width, column, type),
        _ => throw new UnreachableException(),
    };

    private static string LastFour(string text) =>
        $"CASE WHEN length({text}) > 4 THEN {Stars} || right({text}, 4) WHEN {text} IS NOT NULL THEN {Stars} END";

    private static string Bytes(string column, IcebergType type) => type switch
    {
        IcebergType.Binary or IcebergType.Fixed => column,
        IcebergType.String => $"encode({column})",
        // The text of an instant is that of the connection's time zone.
        IcebergType.Timestamp or IcebergType.TimestampTz => $"encode(CAST(epoch_us({column}) AS VARCHAR))",
        _ => $"encode(CAST({column} AS VARCHAR))",
    };

    private static string Day(DateUnit unit, string column) => unit switch
    {
        DateUnit.Year => $"make_date(year({column}), 1, 1)",
        DateUnit.Quarter => $"make_date(year({column}), 3 * quarter({column}) - 2, 1)",
        DateUnit.Month => $"make_date(year({column}), month({column}), 1)",
        DateUnit.Week => $"({column} - CAST(isodow({column}) - 1 AS INTEGER))",
        _ => throw new UnreachableException(),
    };

    private static string Instant(DateUnit unit, string column) => $"date_trunc({Sql.Literal(MaskWords.UnitName(unit))}, {column})";
}
