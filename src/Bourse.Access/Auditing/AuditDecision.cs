namespace Bourse.Access.Auditing;

/// <summary>How it ended. Recorded under its lower-case name.</summary>
public enum AuditDecision
{
    /// <summary>Allowed, or done.</summary>
    Allow,

    /// <summary>Refused.</summary>
    Deny,
}
