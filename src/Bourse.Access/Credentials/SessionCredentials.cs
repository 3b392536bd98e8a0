using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>Temporary keys of one session, in the shape AWS tools know.</summary>
/// <param name="AccessKeyId"><c>ASIA</c> and 16 characters of <c>A-Z2-7</c>; public, also the session's id.</param>
/// <param name="SecretAccessKey">The signing secret, 40 characters.</param>
/// <param name="SessionToken">Sealed: carries the session, so no server has to remember it. Sent with each request, never logged.</param>
/// <param name="ExpiresAt">When the session ends, at most one hour after it was issued.</param>
public sealed record SessionCredentials(string AccessKeyId, SecretText SecretAccessKey, string SessionToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Access key and expiry only.</summary>
    public override string ToString() => $"{AccessKeyId} until {ExpiresAt:O}";
}
