using System.Security.Cryptography;

namespace Bourse.Access.Credentials;

/// <summary>A P-256 key for ES256. Signatures are r and s, 32 bytes each (RFC 7518 section 3.4), never DER.</summary>
internal sealed class EcPublicKey(byte[] x, byte[] y)
    : ClientPublicKey(
        SignatureAlgorithm.ES256, $"\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{StrictBase64Url.Encode(x)}\",\"y\":\"{StrictBase64Url.Encode(y)}\"")
{
    public const int CoordinateLength = 32;

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * CoordinateLength) return false;
        using var key = Import(x, y);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static ECDsa Import(byte[] x, byte[] y) =>
        ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
}
