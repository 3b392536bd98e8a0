namespace Bourse.Access.Authorization;

/// <summary>The authorizer's answer. It carries its reason; protocols show clients only the outcome.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>The policy version it was taken at.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>Allowed, with what the caller may see.</summary>
    /// <param name="Entitlements">The entitlements it rests on: one for an action on a product or below, any number for
    /// <see cref="AccessAction.ListProducts"/>.</param>
    public sealed record Allowed(IReadOnlyList<Entitlement> Entitlements) : Decision;

    /// <summary>Denied. The reason is for the audit log alone.</summary>
    public sealed record Denied(DenyReason Reason) : Decision
    {
        /// <summary>The agreement whose state or term is in the way; null when there is none to name.</summary>
        public AgreementId? Agreement { get; init; }
    }

    /// <summary>The node does not know the current policy, so it serves nobody: 503, ask again.</summary>
    public sealed record Unavailable : Decision;
}
