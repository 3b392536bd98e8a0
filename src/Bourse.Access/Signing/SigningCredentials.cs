using Bourse.Access.Keys;

namespace Bourse.Access.Signing;

/// <summary>Keys to sign with.</summary>
/// <param name="AccessKeyId">The access key.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="SessionToken">The session token of temporary keys.</param>
public sealed record SigningCredentials(string AccessKeyId, SecretText Secret, string? SessionToken = null)
{
    /// <summary>Access key only.</summary>
    public override string ToString() => AccessKeyId;
}
