using System.Diagnostics;

namespace Bourse.Access.Authorization;

/// <summary>The names under which reasons are recorded, and what they say to a person who reads the audit log.</summary>
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

    /// <summary>A sentence for a recorded name; the text itself when it is another, such as the reason an administrator gave.</summary>
    /// <param name="reason">The recorded name.</param>
    /// <param name="agreement">The agreement of the record, if any.</param>
    public static string Describe(string reason, AgreementId? agreement)
    {
        var subject = agreement is { } id ? $"Agreement {id}" : "The agreement";
        return reason switch
        {
            "not-granted" => "No agreement gives the account this, or it does not exist.",
            "not-started" => $"{subject} has not started.",
            "ended" => $"{subject} has ended.",
            "paused" => $"{subject} is paused.",
            "suspended" => $"{subject} is suspended.",
            "terminated" => $"{subject} is terminated.",
            "outside-session-scope" => "The session is confined to something else.",
            "session-expired" => "The session had expired.",
            "session-revoked" => "The principal is unknown or disabled, or its sessions were ended.",
            _ => reason,
        };
    }
}
