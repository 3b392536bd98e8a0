using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Auditing;

/// <summary>Adds up usage between two records: one entry a session, resource and protocol. Bounded: beyond 10,000 entries objects count for their product.</summary>
internal sealed class UsageMeter
{
    private const int EntriesMax = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<Key, Sum> _sums = [];

    public void Add(UsageRecord usage)
    {
        var principal = usage.Caller.Principal;
        var key = new Key(usage.Caller.SessionId, principal, usage.Resource, usage.Agreement, usage.Protocol);
        lock (_lock)
        {
            if (_sums.Count >= EntriesMax && !_sums.ContainsKey(key) && usage.Resource is Resource.StoredObject stored)
                key = key with { Resource = new Resource.Product(stored.ProductName) };
            if (!_sums.TryGetValue(key, out var sum))
                _sums[key] = sum = new Sum();
            sum.Requests++;
            sum.Bytes += usage.Bytes;
            if (usage.Range is { } range && key.Resource is Resource.StoredObject)
                sum.Ranges.Add(range);
        }
    }

    /// <summary>Takes what has been added up, as entries of the given time.</summary>
    public IReadOnlyList<AuditEntry> Take(DateTimeOffset now)
    {
        Dictionary<Key, Sum> taken;
        lock (_lock)
            (taken, _sums) = (_sums, []);
        return [.. taken.Select(pair => Entry(now, pair.Key, pair.Value))];
    }

    private static AuditEntry Entry(DateTimeOffset now, Key key, Sum sum) => new()
    {
        Time = now,
        Kind = AuditKind.Usage,
        Action = AccessActions.ToText(key.Resource is Resource.Rows or Resource.Table ? AccessAction.LookUpRows : AccessAction.ReadObject),
        Resource = ResourceText.Of(key.Resource),
        Decision = AuditDecision.Allow,
        Account = key.Principal.Account,
        Principal = key.Principal.Name,
        Session = key.Session,
        Agreement = key.Agreement,
        Protocol = key.Protocol,
        RequestId = "",
        Usage = new AuditUsage(sum.Requests, sum.Bytes, sum.Ranges.ToValueList()),
    };

    private sealed record Key(string Session, Principal Principal, Resource Resource, AgreementId? Agreement, string Protocol);

    private sealed class Sum
    {
        public long Requests { get; set; }

        public long Bytes { get; set; }

        public RangeSet Ranges { get; } = new();
    }
}
