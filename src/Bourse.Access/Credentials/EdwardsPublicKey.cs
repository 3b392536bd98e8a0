using Bourse.Access.Auditing.Ed25519;

namespace Bourse.Access.Credentials;

/// <summary>An Ed25519 key for EdDSA (RFC 8037).</summary>
internal sealed class EdwardsPublicKey(byte[] x)
    : ClientPublicKey(SignatureAlgorithm.EdDSA, $"\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"{StrictBase64Url.Encode(x)}\"")
{
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = new Ed25519PublicKey(x);
        return key.Verify(data, signature);
    }
}
