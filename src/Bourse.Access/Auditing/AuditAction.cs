namespace Bourse.Access.Auditing;

/// <summary>
/// The names under which administration is recorded; decisions carry the name of their <see cref="Authorization.AccessAction"/>, such as
/// <c>load-table</c>.
/// </summary>
public static class AuditAction
{
    /// <summary>A revision was published, or its publishing was refused.</summary>
    public const string PublishRevision = "publish-revision";

    /// <summary>An earlier revision's content is served again as a new revision, or could not be.</summary>
    public const string RollBackRevision = "roll-back-revision";

    /// <summary>A revision is served no more, or could not be revoked.</summary>
    public const string RevokeRevision = "revoke-revision";

    /// <summary>An agreement was applied, or refused.</summary>
    public const string ApplyAgreement = "apply-agreement";

    /// <summary>An agreement was paused by its client's wish.</summary>
    public const string PauseAgreement = "pause-agreement";

    /// <summary>An agreement was suspended.</summary>
    public const string SuspendAgreement = "suspend-agreement";

    /// <summary>An agreement was resumed.</summary>
    public const string ResumeAgreement = "resume-agreement";

    /// <summary>An agreement was terminated for good, or had ended and made room for its successor.</summary>
    public const string TerminateAgreement = "terminate-agreement";

    /// <summary>A new activation link was issued for an agreement that was applied before; the first one comes with applying it.</summary>
    public const string IssueActivationLink = "issue-activation-link";

    /// <summary>An activation link was used.</summary>
    public const string ActivateAccount = "activate-account";

    /// <summary>An account's credentials were ended, with all tokens and session keys.</summary>
    public const string RevokeCredentials = "revoke-credentials";

    /// <summary>An account was made.</summary>
    public const string CreateAccount = "create-account";

    /// <summary>An access key was made: the exception to decision 8.</summary>
    public const string CreateAccessKey = "create-access-key";

    /// <summary>An access key was revoked.</summary>
    public const string RevokeAccessKey = "revoke-access-key";

    /// <summary>A one-time link for a Delta Sharing profile was made, or for one in place of those there are.</summary>
    public const string IssueSharingLink = "issue-sharing-link";

    /// <summary>The tokens of Delta Sharing profiles were revoked.</summary>
    public const string RevokeSharingTokens = "revoke-sharing-tokens";

    /// <summary>A key was added to the key ring, which seals from then on.</summary>
    public const string RotateKeys = "rotate-keys";

    /// <summary>A product was listed, or a new contract put in force.</summary>
    public const string PutContract = "put-contract";

    /// <summary>A product that was never published was taken back, or could not be.</summary>
    public const string RemoveProduct = "remove-product";

    /// <summary>A client registered a webhook. The record names the host it sends to, not the whole address, which may hold a secret.</summary>
    public const string RegisterWebhook = "register-webhook";

    /// <summary>A client removed a webhook.</summary>
    public const string RemoveWebhook = "remove-webhook";

    /// <summary>Dead or held events of an account are sent again.</summary>
    public const string RedriveEvents = "redrive-events";

    /// <summary>A time of events goes through a rule again.</summary>
    public const string ReplayEvents = "replay-events";

    /// <summary>An account told itself of events.</summary>
    public const string PutEvents = "put-events";

    /// <summary>An account put, deleted, enabled or disabled a rule of its events, or put or removed targets of it; the resource is the rule.</summary>
    public const string ChangeRule = "change-event-rule";

    /// <summary>A person's values beside the audit log were erased. The record does not say whose.</summary>
    public const string ErasePerson = "erase-person";

    /// <summary>Maintenance of a table was begun: compaction, expiry and clean-up, as its properties ask.</summary>
    public const string MaintainTable = "maintain-table";

    /// <summary>Stored objects that no client's projection named any more were removed.</summary>
    public const string CollectProjections = "collect-projections";

    /// <summary>A subject was erased from a table. The record does not say whom.</summary>
    public const string EraseSubject = "erase-subject";

    /// <summary>A caller that presented no valid credential.</summary>
    public const string Authenticate = "authenticate";
}
