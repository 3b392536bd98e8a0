using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Tests.Support;

/// <summary>What masks make of values, by docs/decisions/0012 and in C#: no engine, no text of queries.</summary>
internal static class MaskModel
{
    public static IcebergType TypeOf(Mask mask, IcebergType type) => mask is Mask.LastFour or Mask.KeyedHash ? new IcebergType.String() : type;

    public static Literal? Apply(Mask mask, Literal? value, IcebergType type) => (mask, value) switch
    {
        (Mask.Null, _) => null,
        (Mask.Constant m, _) => LiteralValues.From(m.Value, (IcebergType.Primitive)type),
        (_, null) => null,
        (Mask.Redact, _) => new Literal.Text("***"),
        (Mask.LastFour, Literal.Text v) => LastFour(v.Value.EnumerateRunes().Select(r => r.ToString()).ToArray()),
        (Mask.LastFour, Literal.Integer v) => LastFour(BigInteger.Abs(v.Value).ToString(CultureInfo.InvariantCulture).Select(c => c.ToString()).ToArray()),
        (Mask.KeyedHash m, _) => Pseudonym(m.Key, value),
        (Mask.TruncateDate m, Literal.Date v) => new Literal.Date((int)(Start(m.Unit, DateTime.UnixEpoch.AddDays(v.Days)) - DateTime.UnixEpoch).TotalDays),
        (Mask.TruncateDate m, Literal.Timestamp v) => new Literal.Timestamp(Start(m.Unit, v.Micros)),
        (Mask.TruncateDate m, Literal.TimestampTz v) => new Literal.TimestampTz(Start(m.Unit, v.Micros)),
        (Mask.Bucket m, Literal.Integer v) =>
            new Literal.Integer((long)BigInteger.Max(Floor(v.Value, new BigInteger(m.Width)), type is IcebergType.Int ? int.MinValue : long.MinValue)),
        (Mask.Bucket m, Literal.Decimal v) => new Literal.Decimal(
            BigInteger.Max(Floor(v.Unscaled, Unscaled(m.Width, v.Scale)), 1 - BigInteger.Pow(10, ((IcebergType.Decimal)type).Precision)), v.Scale),
        (Mask.Bucket m, Literal.Real v) => new Literal.Real(Bucket((double)m.Width, v.Value, type is IcebergType.Float)),
        _ => throw new UnreachableException(),
    };

    private static Literal.Text LastFour(string[] characters) => new("****" + (characters.Length > 4 ? string.Concat(characters.TakeLast(4)) : ""));

    public static Literal.Text Pseudonym(HashKey key, Literal value)
    {
        var bytes = value switch
        {
            Literal.Bytes v => [.. v.Value],
            Literal.Timestamp v => Encoding.UTF8.GetBytes(v.Micros.ToString(CultureInfo.InvariantCulture)),
            Literal.TimestampTz v => Encoding.UTF8.GetBytes(v.Micros.ToString(CultureInfo.InvariantCulture)),
            _ => Encoding.UTF8.GetBytes(LiteralText.Write(value)),
        };
        return new Literal.Text(Convert.ToHexStringLower(HMACSHA256.HashData(ProjectionWorld.Naming.Derive("mask\n" + key.Name), bytes))[..32]);
    }

    private static long Start(DateUnit unit, long micros) =>
        (Start(unit, DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond)) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTime Start(DateUnit unit, DateTime time) => unit switch
    {
        DateUnit.Year => new DateTime(time.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        DateUnit.Quarter => new DateTime(time.Year, 1 + ((time.Month - 1) / 3 * 3), 1, 0, 0, 0, DateTimeKind.Utc),
        DateUnit.Month => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        DateUnit.Week => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
        DateUnit.Day => time.Date,
        DateUnit.Hour => time.Date.AddHours(time.Hour),
        _ => throw new UnreachableException(),
    };

    private static BigInteger Unscaled(decimal width, int scale) =>
        LiteralValues.From(width.ToString(CultureInfo.InvariantCulture), new IcebergType.Decimal(38, scale)) is Literal.Decimal d
        ? d.Unscaled : throw new UnreachableException();

    private static BigInteger Floor(BigInteger value, BigInteger width) => value - ((((value % width) + width) % width));

    private static double Bucket(double width, double value, bool isSingle)
    {
        if (!double.IsFinite(value))
            return value;
        var max = isSingle ? float.MaxValue : double.MaxValue;
        var floor = Math.Clamp(Math.Floor(value / width) * width, -max, max);
        return floor == 0 ? 0 : isSingle ? (float)floor : floor;
    }
}
