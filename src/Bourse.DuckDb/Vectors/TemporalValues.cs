namespace Bourse.DuckDb.Vectors;

/// <summary>Dates and times between the engine's integers and the CLR's types.</summary>
internal static class TemporalValues
{
    public const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly int EpochDayNumber = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static object Read(DuckDbTypeId id, long stored)
    {
        try
        {
            return id switch
            {
                DuckDbTypeId.Date => DateOnly.FromDayNumber(checked((int)stored + EpochDayNumber)),
                DuckDbTypeId.Time => new TimeOnly(checked(stored * TicksPerMicrosecond)),
                DuckDbTypeId.TimeNs => new TimeOnly(stored / TimeSpan.NanosecondsPerTick),
                DuckDbTypeId.TimeTz => DuckDbTimeTz.FromBits((ulong)stored),
                DuckDbTypeId.TimestampS => FromEpoch(checked(stored * TimeSpan.TicksPerSecond)),
                DuckDbTypeId.TimestampMs => FromEpoch(checked(stored * TimeSpan.TicksPerMillisecond)),
                DuckDbTypeId.Timestamp => FromEpoch(checked(stored * TicksPerMicrosecond)),
                DuckDbTypeId.TimestampTz => new DateTimeOffset(FromEpoch(checked(stored * TicksPerMicrosecond)), TimeSpan.Zero),
                DuckDbTypeId.TimestampNs => new DuckDbTimestampNs(stored),
                _ => throw new NotSupportedException($"DuckDB's {id} has no CLR form; cast it to VARCHAR in the query."),
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new OverflowException($"A {id} of {stored} (as stored) is outside what the CLR's types hold; read it as integers instead.", e);
        }
    }

    public static int Days(DateOnly value) => value.DayNumber - EpochDayNumber;

    public static long Microseconds(TimeOnly value) => value.Ticks / TicksPerMicrosecond;

    /// <summary>Ticks since 1970-01-01, negative before.</summary>
    public static long TicksSinceEpoch(DateTime value) => value.Kind == DateTimeKind.Local
        ? throw new ArgumentException("A local time depends on the machine; give DateTimeKind.Unspecified, UTC, or a DateTimeOffset.")
        : value.Ticks - DateTime.UnixEpoch.Ticks;

    public static long TicksSinceEpoch(DateTimeOffset value) => value.UtcTicks - DateTime.UnixEpoch.Ticks;

    /// <summary>Rounds towards the past, also before 1970.</summary>
    public static long Floor(long ticks, long unit) => ticks % unit < 0 ? (ticks / unit) - 1 : ticks / unit;

    private static DateTime FromEpoch(long ticks) => new(checked(ticks + DateTime.UnixEpoch.Ticks), DateTimeKind.Unspecified);
}
