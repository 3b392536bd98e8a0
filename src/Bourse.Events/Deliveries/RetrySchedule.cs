using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bourse.Events.Deliveries;

/// <summary>When a failed delivery is tried again: exponential back-off, each delay moved at random by up to a fifth so that receivers are not hit in step.</summary>
public sealed record RetrySchedule
{
    private const double Jitter = 0.2;

    /// <summary>The delay after the first attempt, 5 s by default.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What each further delay is multiplied by, 4 by default.</summary>
    public double Factor { get; init; } = 4;

    /// <summary>The longest delay before jitter, 6 h by default.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Attempts before a delivery is dead, 10 by default: with the other defaults, about 20 hours.</summary>
    public int AttemptsMax { get; init; } = 10;

    /// <summary>The delay after attempt number <paramref name="attempts"/>, from 1; null when it was the last.</summary>
    internal TimeSpan? DelayAfter(long attempts, RandomNumberGenerator random)
    {
        if (attempts >= AttemptsMax)
            return null;
        var delay = FirstDelay.TotalSeconds * Math.Pow(Factor, attempts - 1);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        random.GetBytes(bytes);
        var uniform = BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)uint.MaxValue;
        return TimeSpan.FromSeconds(Math.Min(delay, DelayMax.TotalSeconds) * (1 - Jitter + 2 * Jitter * uniform));
    }
}
