using System.Diagnostics;

namespace Bourse.Access.Auditing;

/// <summary>The names under which kinds and decisions are recorded.</summary>
public static class AuditNames
{
    /// <summary>The recorded name of a kind.</summary>
    public static string ToText(AuditKind kind) => kind switch
    {
        AuditKind.Decision => "decision",
        AuditKind.Administration => "administration",
        AuditKind.Usage => "usage",
        AuditKind.Refusals => "refusals",
        _ => throw new UnreachableException(),
    };

    /// <summary>The recorded name of a decision: <c>allow</c> or <c>deny</c>.</summary>
    public static string ToText(AuditDecision decision) => decision switch
    {
        AuditDecision.Allow => "allow",
        AuditDecision.Deny => "deny",
        _ => throw new UnreachableException(),
    };

    /// <summary>The kind of a recorded name.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AuditKind ParseKind(string text) => text switch
    {
        "decision" => AuditKind.Decision,
        "administration" => AuditKind.Administration,
        "usage" => AuditKind.Usage,
        "refusals" => AuditKind.Refusals,
        _ => throw new FormatException($"'{text}' is no kind of audit record."),
    };

    /// <summary>The decision of a recorded name.</summary>
    /// <exception cref="FormatException">It is neither <c>allow</c> nor <c>deny</c>.</exception>
    public static AuditDecision ParseDecision(string text) => text switch
    {
        "allow" => AuditDecision.Allow,
        "deny" => AuditDecision.Deny,
        _ => throw new FormatException($"'{text}' is no decision: it is allow or deny."),
    };
}
