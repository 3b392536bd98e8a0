using Bourse.Access.Identity;

namespace Bourse.Exchange.Metering;

/// <summary>Which usage to add up, and by what.</summary>
public sealed record UsageRequest
{
    /// <summary>What each line is of, in this order; none gives one line.</summary>
    public required IReadOnlyList<UsageDimension> By { get; init; }

    /// <summary>Of this account; null for all.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Recorded at or after this time; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before this time; null for all.</summary>
    public DateTimeOffset? To { get; init; }
}
