namespace Bourse.Access.Credentials;

/// <summary>What the holder of an activation link wants: how its programs will prove who they are.</summary>
public abstract record ActivationChoice
{
    private ActivationChoice() { }

    /// <summary>Register a public key: JWK as JSON, or PEM (<c>BEGIN PUBLIC KEY</c>). Nothing secret is ever sent.</summary>
    public sealed record PublicKey(string JwkOrPem) : ActivationChoice;

    /// <summary>Be given a client secret, shown once.</summary>
    public sealed record ClientSecret : ActivationChoice;

    /// <summary>Be given the token of a Delta Sharing profile, shown once.</summary>
    public sealed record SharingProfile : ActivationChoice;
}
