using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Credentials;

/// <summary>A public key of a client, pinned to one algorithm. <see cref="PublicKeyReader"/> makes it.</summary>
internal abstract class ClientPublicKey
{
    private protected ClientPublicKey(SignatureAlgorithm algorithm, string requiredMembers)
    {
        Algorithm = algorithm;
        KeyId = StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes("{" + requiredMembers + "}")));
        Jwk = $"{{\"alg\":\"{algorithm}\",{requiredMembers}}}";
    }

    /// <summary>The only algorithm it verifies.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>Its RFC 7638 thumbprint.</summary>
    public string KeyId { get; }

    /// <summary>The public key as it is kept: the members that matter, and the algorithm.</summary>
    public string Jwk { get; }

    /// <summary>Whether a signature over the data is this key's. Any bytes may be given.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    public override string ToString() => $"{Algorithm} {KeyId}";
}
