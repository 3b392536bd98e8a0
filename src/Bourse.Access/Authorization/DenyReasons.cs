using System.Diagnostics;

namespace Bourse.Access.Authorization;

/// <summary>The names under which reasons are recorded.</summary>
public static class DenyReasons
{
    /// <summary>The recorded name, such as <c>not-granted</c>.</summary>
    public static string ToText(DenyReason reason) => reason switch
    {
        DenyReason.NotGranted => "not-granted",
        DenyReason.NotStarted => "not-started",
        DenyReason.Ended => "ended",
        DenyReason.Paused => "paused",
        DenyReason.Suspended => "suspended",
        DenyReason.Terminated => "terminated",
        DenyReason.OutsideSessionScope => "outside-session-scope",
        DenyReason.SessionExpired => "session-expired",
        DenyReason.SessionRevoked => "session-revoked",
        _ => throw new UnreachableException(),
    };
}
