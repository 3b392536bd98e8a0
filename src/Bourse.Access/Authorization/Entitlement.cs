using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>What an account may read of one product now, by one agreement.</summary>
public sealed record Entitlement
{
    /// <summary>The agreement that gives it.</summary>
    public required AgreementId Agreement { get; init; }

    /// <summary>The account that holds it.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>The tables, each with the rule set that projections are built by. A table not named is not granted.</summary>
    public required IReadOnlyDictionary<TableName, RuleSet> Tables { get; init; }

    /// <summary>When the agreement ends; no session outlives it.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}
