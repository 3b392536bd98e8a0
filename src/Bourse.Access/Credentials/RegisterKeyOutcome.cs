namespace Bourse.Access.Credentials;

/// <summary>What became of a public key.</summary>
public abstract record RegisterKeyOutcome
{
    private RegisterKeyOutcome() { }

    /// <summary>It is registered, now or before.</summary>
    /// <param name="ClientId">The client id.</param>
    /// <param name="KeyId">Its RFC 7638 thumbprint.</param>
    /// <param name="Algorithm">The algorithm it is pinned to.</param>
    public sealed record Registered(string ClientId, string KeyId, string Algorithm) : RegisterKeyOutcome;

    /// <summary>It cannot be used; the message says why.</summary>
    public sealed record Refused(string Message) : RegisterKeyOutcome;
}
