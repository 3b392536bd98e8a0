namespace Bourse.Access.Credentials;

/// <summary>What a one-time link is good for. A link of one purpose carries out no other's choice.</summary>
public enum ActivationPurpose
{
    /// <summary>Setting up a client's own credentials.</summary>
    Credentials,

    /// <summary>A Delta Sharing profile.</summary>
    SharingProfile,

    /// <summary>A Delta Sharing profile in place of those there are, which end soon after.</summary>
    SharingRotation,
}
