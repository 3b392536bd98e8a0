namespace Bourse.Metastore;

/// <summary>Times as the metastore keeps them: whole microseconds since 1970-01-01T00:00:00Z.</summary>
public static class MetastoreTime
{
    /// <summary>The microseconds of <paramref name="time"/>, rounded towards the past.</summary>
    public static long ToMicroseconds(DateTimeOffset time) =>
        Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>The time, in UTC, of a value that <see cref="ToMicroseconds"/> gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of the years 1 to 9999.</exception>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
