namespace Bourse.Access.Signing;

/// <summary>Finds the secret that an access key signs with.</summary>
public interface ISigningKeySource
{
    /// <summary>The secret and caller of an access key.</summary>
    /// <param name="accessKeyId">As named in the scope; hostile.</param>
    /// <param name="sessionToken">As sent, when one was; hostile.</param>
    SigningKeyOutcome Find(string accessKeyId, string? sessionToken);
}
