using Bourse.Access.Identity;

namespace Bourse.Access.Auditing;

/// <summary>
/// Counts refusals before authentication by minute, reason and protocol, and denials of a flood by account and action too, so that either costs a few records a
/// minute.
/// </summary>
internal sealed class RefusalTally
{
    private const int KeysMax = 256;
    private const string OtherReason = "other";

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, long> _counts = [];

    public void Add(DateTimeOffset now, string reason, string protocol, string action = AuditAction.Authenticate, AccountId? account = null)
    {
        var key = new Key(Minute(now), reason, protocol, action, account);
        lock (_lock)
        {
            if (_counts.Count >= KeysMax && !_counts.ContainsKey(key))
                key = key with { Reason = OtherReason, Action = AuditAction.Authenticate, Account = null };
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Takes the counts of the minutes that are over at <paramref name="now"/>; all of them when it is null.</summary>
    public IReadOnlyList<AuditEntry> Take(DateTimeOffset? now)
    {
        lock (_lock)
        {
            var over = _counts.Where(count => now is not { } time || count.Key.Minute < Minute(time)).OrderBy(count => count.Key.Minute).ToList();
            foreach (var (key, _) in over)
                _counts.Remove(key);
            return [.. over.Select(count => Entry(count.Key, count.Value))];
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static AuditEntry Entry(Key key, long count) => new()
    {
        Time = key.Minute,
        Kind = AuditKind.Refusals,
        Action = key.Action,
        Account = key.Account,
        Resource = "exchange",
        Decision = AuditDecision.Deny,
        Reason = key.Reason,
        Protocol = key.Protocol,
        RequestId = "",
        Count = count,
    };

    private sealed record Key(DateTimeOffset Minute, string Reason, string Protocol, string Action, AccountId? Account);
}
