using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>What became of an activation. Those that give or register something use the link up.</summary>
public abstract record ActivationOutcome
{
    private ActivationOutcome() { }

    /// <summary>The key is registered.</summary>
    /// <param name="ClientId">The client id to authenticate with.</param>
    /// <param name="KeyId">The key's RFC 7638 thumbprint: the <c>kid</c> to put in assertions.</param>
    /// <param name="Algorithm">The only algorithm assertions may use, for example <c>ES256</c>.</param>
    public sealed record KeyRegistered(string ClientId, string KeyId, string Algorithm) : ActivationOutcome;

    /// <summary>A client secret was issued; this is the only time it is shown.</summary>
    /// <param name="ClientId">The client id.</param>
    /// <param name="Secret">The secret.</param>
    /// <param name="ExpiresAt">When it stops working, at most 90 days away.</param>
    public sealed record SecretIssued(string ClientId, SecretText Secret, DateTimeOffset ExpiresAt) : ActivationOutcome;

    /// <summary>A sharing token was made; this is the only time it is shown.</summary>
    public sealed record SharingTokenIssued(NewSharingToken Issued) : ActivationOutcome;

    /// <summary>The link is unknown, expired or used; which of them is not said. A new one is to be asked for.</summary>
    public sealed record LinkNotValid : ActivationOutcome;

    /// <summary>The choice cannot be carried out (a malformed key, too many secrets). The link stays good.</summary>
    /// <param name="Message">What is wrong and what to do.</param>
    public sealed record ChoiceRefused(string Message) : ActivationOutcome;
}
