using Bourse.Access.Identity;

namespace Bourse.Access.Auditing;

/// <summary>
/// Counts refusals before authentication by minute, reason and protocol, and denials of a flood by account and action too, so that either costs a few records a
/// minute. Each account has a bound of its own, and those whom nobody knows have one together: none can crowd out another's reasons.
/// </summary>
internal sealed class RefusalTally
{
    private const int KindsMax = 64;
    private const string Other = "other";

    private readonly Lock _lock = new();
    private readonly Dictionary<Teller, Dictionary<Kind, long>> _counts = [];

    public void Add(DateTimeOffset now, string reason, string protocol, string action = AuditAction.Authenticate, AccountId? account = null)
    {
        var (teller, kind) = (new Teller(Minute(now), account), new Kind(action, reason, protocol));
        lock (_lock)
        {
            if (!_counts.TryGetValue(teller, out var kinds))
                _counts[teller] = kinds = [];
            if (kinds.Count >= KindsMax && !kinds.ContainsKey(kind))
                kind = kind with { Action = account is null ? action : Other, Reason = Other };
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>Takes the counts of the minutes that are over at <paramref name="now"/>; all of them when it is null.</summary>
    public IReadOnlyList<AuditEntry> Take(DateTimeOffset? now)
    {
        lock (_lock)
        {
            var over = _counts.Where(counts => now is not { } time || counts.Key.Minute < Minute(time)).OrderBy(counts => counts.Key.Minute).ToList();
            foreach (var (teller, _) in over)
                _counts.Remove(teller);
            return [.. over.SelectMany(counts => counts.Value, (counts, count) => Entry(counts.Key, count.Key, count.Value))];
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static AuditEntry Entry(Teller teller, Kind kind, long count) => new()
    {
        Time = teller.Minute,
        Kind = AuditKind.Refusals,
        Action = kind.Action,
        Account = teller.Account,
        Resource = "exchange",
        Decision = AuditDecision.Deny,
        Reason = kind.Reason,
        Protocol = kind.Protocol,
        RequestId = "",
        Count = count,
    };

    private sealed record Teller(DateTimeOffset Minute, AccountId? Account);

    private sealed record Kind(string Action, string Reason, string Protocol);
}
