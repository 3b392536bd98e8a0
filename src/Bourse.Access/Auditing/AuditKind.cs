namespace Bourse.Access.Auditing;

/// <summary>What an audit record is about. Recorded under its lower-case name.</summary>
public enum AuditKind
{
    /// <summary>A decision of the authorizer on an authenticated caller.</summary>
    Decision,

    /// <summary>Something the provider or an account's holder did: publish, apply, suspend, resume, activate.</summary>
    Administration,

    /// <summary>What a session read of one resource since its last usage record.</summary>
    Usage,

    /// <summary>How many requests were refused before anybody was authenticated, for one reason, in one minute.</summary>
    Refusals,
}
