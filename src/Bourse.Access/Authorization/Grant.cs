using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>
/// What one agreement gives one account of one product. An account holds at most one grant that is not terminated per product, so a cell is
/// visible only if a single grant allows its row and its column.
/// </summary>
public sealed record Grant
{
    /// <summary>The agreement.</summary>
    public required AgreementId Agreement { get; init; }

    /// <summary>The account.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>Where the agreement stands.</summary>
    public required AgreementState State { get; init; }

    /// <summary>First instant it is in force.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>First instant it is no longer in force.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The tables, each with its rule set.</summary>
    public required IReadOnlyDictionary<TableName, RuleSet> Tables { get; init; }

    /// <summary>Whether its agreement is active and its term holds that instant.</summary>
    public bool IsInForce(DateTimeOffset at) => State == AgreementState.Active && StartsAt <= at && at < EndsAt;
}
