using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>What the values of a column may be, knowing their partition value.</summary>
internal static class InverseTransform
{
    private const long MicrosPerHour = 3_600_000_000;
    private const long MicrosPerDay = 24 * MicrosPerHour;

    public static ColumnRange RangeOf(Transform transform, IcebergType? source, Literal? partition) => (transform, partition) switch
    {
        (Transform.Void or Transform.Unknown, _) => ColumnRange.Unknown,
        (_, null) => ColumnRange.AllNull,
        (Transform.Identity, Literal.Real { Value: double.NaN }) => new(null, null, false, false, true),
        (Transform.Identity, var value) => Between(value, value),
        (Transform.Truncate t, Literal.Integer v) => Between(v, v.Value > long.MaxValue - t.Width ? null : new Literal.Integer(v.Value + t.Width - 1)),
        (Transform.Truncate t, Literal.Decimal v) => Between(v, v with { Unscaled = v.Unscaled + t.Width - 1 }),
        (Transform.Truncate, var value) => Between(value, null),
        (Transform.Year, Literal.Integer v) => Days(source, CivilDate.FirstDay(1970 + v.Value, 1), CivilDate.FirstDay(1971 + v.Value, 1)),
        (Transform.Month, Literal.Integer v) => Months(source, v.Value),
        (Transform.Day, Literal.Date v) => Days(source, v.Days, v.Days + 1L),
        (Transform.Hour, Literal.Integer v) => Micros(source, v.Value * MicrosPerHour, (v.Value + 1) * MicrosPerHour),
        _ => Between(null, null),
    };

    private static ColumnRange Between(Literal? lower, Literal? upper) => new(lower, upper, MayBeNull: false, MayBeValue: true, MayBeNan: false);

    private static ColumnRange Months(IcebergType? source, long months)
    {
        var next = months + 1;
        return Days(source, FirstDay(months), FirstDay(next));

        static long FirstDay(long months) => CivilDate.FirstDay(1970 + (long)Math.Floor(months / 12.0), (int)(((months % 12) + 12) % 12) + 1);
    }

    private static ColumnRange Days(IcebergType? source, long first, long next) => source is IcebergType.Date
        ? Between(Date(first), Date(next - 1))
        : Micros(source, first * MicrosPerDay, next * MicrosPerDay);

    private static ColumnRange Micros(IcebergType? source, long first, long next) => source switch
    {
        IcebergType.Timestamp => Between(new Literal.Timestamp(first), new Literal.Timestamp(next - 1)),
        IcebergType.TimestampTz => Between(new Literal.TimestampTz(first), new Literal.TimestampTz(next - 1)),
        IcebergType.TimestampNs => Between(Nanos(first) is { } f ? new Literal.TimestampNs(f) : null, Nanos(next) is { } n ? new Literal.TimestampNs(n - 1) : null),
        IcebergType.TimestampTzNs =>
            Between(Nanos(first) is { } f ? new Literal.TimestampTzNs(f) : null, Nanos(next) is { } n ? new Literal.TimestampTzNs(n - 1) : null),
        _ => Between(null, null),
    };

    private static long? Nanos(long micros) => micros is > long.MinValue / 1000 and < long.MaxValue / 1000 ? micros * 1000 : null;

    // A bound beyond the type's range limits nothing.
    private static Literal.Date? Date(long days) => days is >= int.MinValue and <= int.MaxValue ? new Literal.Date((int)days) : null;
}
