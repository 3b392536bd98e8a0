namespace Bourse.Access.Authorization;

/// <summary>Why a decision was a denial. Recorded, never shown to the caller.</summary>
public enum DenyReason
{
    /// <summary>No agreement gives the account this product, table or row, or it does not exist.</summary>
    NotGranted,

    /// <summary>The agreement has not started.</summary>
    NotStarted,

    /// <summary>The agreement has ended.</summary>
    Ended,

    /// <summary>The agreement is paused.</summary>
    Paused,

    /// <summary>The agreement is suspended.</summary>
    Suspended,

    /// <summary>The agreement is terminated.</summary>
    Terminated,

    /// <summary>The session is confined to something else.</summary>
    OutsideSessionScope,

    /// <summary>The session has expired.</summary>
    SessionExpired,

    /// <summary>The principal is unknown or disabled, or its epoch has moved on since the session was issued.</summary>
    SessionRevoked,
}
