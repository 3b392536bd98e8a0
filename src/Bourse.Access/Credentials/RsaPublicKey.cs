using System.Security.Cryptography;

namespace Bourse.Access.Credentials;

/// <summary>An RSA key for RS256 or PS256.</summary>
internal sealed class RsaPublicKey(SignatureAlgorithm algorithm, byte[] modulus, byte[] exponent)
    : ClientPublicKey(algorithm, $"\"e\":\"{StrictBase64Url.Encode(exponent)}\",\"kty\":\"RSA\",\"n\":\"{StrictBase64Url.Encode(modulus)}\"")
{
    private readonly RSASignaturePadding _padding = algorithm == SignatureAlgorithm.PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != modulus.Length) return false;
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, _padding);
    }
}
