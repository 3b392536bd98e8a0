using System.Collections.Concurrent;
using System.Net;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>
/// Bounds failed attempts per address (per /64 in IPv6): 20 at once, then one in 3 seconds. Only failures count. Memory is bounded too:
/// when too many addresses
/// are known, those that have recovered are forgotten, and if none has, newcomers share one allowance.
/// </summary>
internal sealed class FailureThrottle(TimeProvider time)
{
    private const double FailuresMax = 20;
    private const int AddressesMax = 10_000;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(3);
    private static readonly IPAddress Shared = IPAddress.None;
    private readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();
    private long _forgotAt;

    /// <summary>How many addresses are remembered.</summary>
    public int AddressesKnown => _failures.Count;

    /// <summary>Seconds until the address may try again; 0 when it may now.</summary>
    public int RetryAfterSeconds(IPAddress address)
    {
        if (!_failures.TryGetValue(Known(address), out var failures)) return 0;
        var excess = failures.CountAt(time.GetTimestamp(), time) - FailuresMax + 1;
        return excess <= 0 ? 0 : (int)Math.Ceiling(excess * Recovery.TotalSeconds);
    }

    /// <summary>Counts a failure.</summary>
    public void Count(IPAddress address)
    {
        var now = time.GetTimestamp();
        if (_failures.Count >= AddressesMax && time.GetElapsedTime(Volatile.Read(ref _forgotAt), now) >= Recovery) Forget(now);
        _failures.AddOrUpdate(Known(address), _ => new Failures(1, now), (_, failures) => new Failures(failures.CountAt(now, time) + 1, now));
    }

    private void Forget(long now)
    {
        // Looking through all of them is not done for every failure: that would be what an attacker wants.
        Volatile.Write(ref _forgotAt, now);
        foreach (var (address, failures) in _failures)
        {
            if (failures.CountAt(now, time) <= 0) _failures.TryRemove(new(address, failures));
        }
    }

    private IPAddress Known(IPAddress address)
    {
        var network = ClientNetwork.Of(address);
        return _failures.Count < AddressesMax || _failures.ContainsKey(network) ? network : Shared;
    }

    private sealed record Failures(double Count, long At)
    {
        public double CountAt(long timestamp, TimeProvider time) => Math.Max(0, Count - (time.GetElapsedTime(At, timestamp) / Recovery));
    }
}
