using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb;

/// <summary>A TIMESTAMP_NS: finer than DateTime, whose tick is 100 ns.</summary>
/// <param name="Nanoseconds">Nanoseconds since 1970-01-01 00:00, without time zone.</param>
public readonly record struct DuckDbTimestampNs(long Nanoseconds)
{
    /// <summary>The timestamp of unspecified kind, cut to 100 ns towards the past.</summary>
    public DateTime ToDateTime() =>
        new(TemporalValues.Floor(Nanoseconds, TimeSpan.NanosecondsPerTick) + DateTime.UnixEpoch.Ticks, DateTimeKind.Unspecified);

    /// <summary>As SQL writes it, such as <c>2024-05-31 16:00:00.123456789</c>.</summary>
    public override string ToString()
    {
        var second = TemporalValues.Floor(Nanoseconds, 1_000_000_000);
        var instant = DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond);
        return FormattableString.Invariant($"{instant:yyyy-MM-dd HH:mm:ss}.{Nanoseconds - (second * 1_000_000_000):D9}");
    }
}
