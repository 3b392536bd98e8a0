using System.Diagnostics;
using System.Globalization;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// Values as text that people and JSON read: ISO 8601 dates and times with as many digits of a second as there are, instants with <c>+00:00</c>, bytes in
/// hexadecimal. <see cref="LiteralValues.From"/> reads it.
/// </summary>
public static class LiteralText
{
    /// <summary>The value as text.</summary>
    public static string Write(Literal literal) => literal switch
    {
        Literal.Boolean v => v.Value ? "true" : "false",
        Literal.Integer v => v.Value.ToString(CultureInfo.InvariantCulture),
        Literal.Real v => v.Value.ToString("R", CultureInfo.InvariantCulture),
        Literal.Decimal v => v.ToString(),
        Literal.Date v => DateTime.UnixEpoch.AddDays(v.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Literal.Time v => new TimeOnly(v.Micros * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        Literal.Timestamp v => Time(v.Micros),
        Literal.TimestampTz v => Time(v.Micros) + "+00:00",
        Literal.TimestampNs v => NanosecondText.Write(v.Nanos),
        Literal.TimestampTzNs v => NanosecondText.Write(v.Nanos) + "+00:00",
        Literal.Text v => v.Value,
        Literal.Uuid v => v.Value.ToString("D", CultureInfo.InvariantCulture),
        Literal.Bytes v => Convert.ToHexStringLower(v.Value.AsSpan()),
        _ => throw new UnreachableException(),
    };

    private static string Time(long micros) =>
        DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
