using Bourse.Access.Identity;

namespace Bourse.Access.Auditing;

/// <summary>Which records to list. What is null does not restrict.</summary>
public sealed record AuditFilter
{
    /// <summary>Most records a page.</summary>
    public const int PageSizeMax = 10_000;

    /// <summary>Of this kind.</summary>
    public AuditKind? Kind { get; init; }

    /// <summary>Of this account.</summary>
    public AccountId? Account { get; init; }

    /// <summary>With this decision.</summary>
    public AuditDecision? Decision { get; init; }

    /// <summary>At or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>After the last record of another page: its <see cref="AuditPage.Next"/>.</summary>
    public AuditCursor? After { get; init; }

    /// <summary>Records a page, 1 to 10,000; 1,000 by default.</summary>
    public int PageSize { get; init; } = 1000;
}
