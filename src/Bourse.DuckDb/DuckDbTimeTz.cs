namespace Bourse.DuckDb;

/// <summary>A TIME WITH TIME ZONE.</summary>
/// <param name="Time">The time on the clock, to the microsecond.</param>
/// <param name="Offset">East of UTC, whole seconds, within ±15:59:59.</param>
public readonly record struct DuckDbTimeTz(TimeOnly Time, TimeSpan Offset)
{
    // The engine stores 40 bits of microseconds, then 24 bits of (offset maximum - offset), so that equal instants compare in order.
    private const int OffsetBits = 24;
    private const int OffsetSecondsMax = (16 * 60 * 60) - 1;

    internal static DuckDbTimeTz FromBits(ulong bits) => new(
        new TimeOnly((long)(bits >> OffsetBits) * TimeSpan.TicksPerMicrosecond),
        TimeSpan.FromSeconds(OffsetSecondsMax - (int)(bits & ((1u << OffsetBits) - 1))));

    internal ulong ToBits()
    {
        var seconds = (int)Offset.TotalSeconds;
        if (Math.Abs(seconds) > OffsetSecondsMax)
            throw new ArgumentOutOfRangeException(nameof(Offset), Offset, "The offset must be within 15:59:59 of UTC.");
        return ((ulong)(Time.Ticks / TimeSpan.TicksPerMicrosecond) << OffsetBits) | (uint)(OffsetSecondsMax - seconds);
    }
}
