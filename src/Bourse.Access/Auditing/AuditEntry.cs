using System.Net;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;

namespace Bourse.Access.Auditing;

/// <summary>
/// One thing that happened, as it is handed to the log. It is not what the log holds: there, <see cref="Address"/> and <see cref="Email"/>
/// are salted
/// commitments, and the salts are kept apart, so that erasing them leaves every proof intact.
/// </summary>
public sealed record AuditEntry
{
    /// <summary>When, to the microsecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is about.</summary>
    public required AuditKind Kind { get; init; }

    /// <summary>What was asked: a decision's action such as <c>load-table</c>, or one of <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>On what, such as <c>portfolio-analytics/nav_history</c>; see <see cref="ResourceText"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditDecision Decision { get; init; }

    /// <summary>Why: a denial's reason in lower case such as <c>suspended</c>, or what the actor gave; null for what needs none.</summary>
    public string? Reason { get; init; }

    /// <summary>The account concerned; null for refusals before authentication.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Who acted: the principal's name within the account, or an administrator's.</summary>
    public string? Principal { get; init; }

    /// <summary>The session's id.</summary>
    public string? Session { get; init; }

    /// <summary>The policy version it was decided at.</summary>
    public long? PolicyVersion { get; init; }

    /// <summary>The agreement it rests on.</summary>
    public AgreementId? Agreement { get; init; }

    /// <summary>The protocol, in lower case.</summary>
    public required string Protocol { get; init; }

    /// <summary>The request's id; empty where one record stands for several requests.</summary>
    public required string RequestId { get; init; }

    /// <summary>The caller's network address. Personal.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The mail address of the person concerned, in administration. Personal.</summary>
    public string? Email { get; init; }

    /// <summary>What was read; for <see cref="AuditKind.Usage"/> only.</summary>
    public AuditUsage? Usage { get; init; }

    /// <summary>How many requests it stands for; above 1 only for <see cref="AuditKind.Refusals"/>.</summary>
    public long Count { get; init; } = 1;
}
