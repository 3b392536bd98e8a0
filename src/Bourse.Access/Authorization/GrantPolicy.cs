using System.Collections.Frozen;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>One grant with every answer it can give made in advance, so that deciding allocates nothing.</summary>
internal sealed class GrantPolicy
{
    private readonly FrozenDictionary<TableName, Decision.Allowed> _confined;

    public GrantPolicy(Grant grant, long version)
    {
        Grant = grant;
        Entitlement = new Entitlement
        {
            Agreement = grant.Agreement,
            Account = grant.Account,
            Product = grant.Product,
            Tables = grant.Tables.ToFrozenDictionary(),
            EndsAt = grant.EndsAt,
        };
        Whole = new Decision.Allowed([Entitlement]) { PolicyVersion = version };
        _confined = grant.Tables.ToFrozenDictionary(
            table => table.Key,
            table => new Decision.Allowed([Entitlement with { Tables = new[] { table }.ToFrozenDictionary() }]) { PolicyVersion = version });
        NotStarted = Deny(DenyReason.NotStarted);
        Ended = Deny(DenyReason.Ended);
        Stopped = grant.State switch
        {
            AgreementState.Active => null,
            AgreementState.Paused => Deny(DenyReason.Paused),
            AgreementState.Suspended => Deny(DenyReason.Suspended),
            _ => Deny(DenyReason.Terminated),
        };

        Decision.Denied Deny(DenyReason reason) => new(reason) { PolicyVersion = version, Agreement = grant.Agreement };
    }

    public Grant Grant { get; }

    public Entitlement Entitlement { get; }

    /// <summary>Allowed, with all tables.</summary>
    public Decision.Allowed Whole { get; }

    private Decision.Denied NotStarted { get; }

    private Decision.Denied Ended { get; }

    private Decision.Denied? Stopped { get; }

    /// <summary>Allowed, with that table alone; null when it is not granted.</summary>
    public Decision.Allowed? ConfinedTo(TableName table) => _confined.GetValueOrDefault(table);

    /// <summary>Why the grant is not in force at an instant, or null.</summary>
    public Decision.Denied? Hindrance(DateTimeOffset now) =>
        Stopped ?? (now < Grant.StartsAt ? NotStarted : now >= Grant.EndsAt ? Ended : null);
}
