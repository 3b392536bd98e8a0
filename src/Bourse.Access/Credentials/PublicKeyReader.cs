using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Access.Auditing.Ed25519;

namespace Bourse.Access.Credentials;

/// <summary>
/// Reads the public key a client registers: a JWK (RFC 7517), or PEM (<c>-----BEGIN PUBLIC KEY-----</c>). The algorithm is fixed here:
/// the JWK's
/// <c>alg</c>, or, when it names none, ES256 for P-256, EdDSA for Ed25519 and RS256 for RSA.
/// </summary>
internal static class PublicKeyReader
{
    private const int TextLengthMax = 16 * 1024;
    private const string Ed25519Oid = "1.3.101.112";
    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 8192;
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    // ROCA (CVE-2017-15361): moduli of a broken generator are powers of 65537 modulo each of these primes; others hardly ever are for
    // all.
    private static readonly int[] RocaPrimes =
        [
            3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
            101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
        ];

    /// <summary>Reads a key; null with the rule it breaks.</summary>
    public static ClientPublicKey? Read(string jwkOrPem, out string problem)
    {
        var text = jwkOrPem.Trim();
        if (text.Length > TextLengthMax) return Refuse("A public key is at most 16 KiB of JWK or PEM.", out problem);
        try
        {
            return text.StartsWith('{') ? ReadJwk(text, out problem) : ReadPem(text, out problem);
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Refuse("The JWK is not valid JSON, or repeats a member.", out problem);
        }
        catch (CryptographicException)
        {
            return Refuse("The key is malformed, or its point is not on the curve.", out problem);
        }
    }

    private static ClientPublicKey? ReadJwk(string text, out string problem)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        var jwk = document.RootElement;
        if (PrivateMembers.Any(member => jwk.TryGetProperty(member, out _)))
            return Refuse(
                "This is a private or shared key. Register the public half only, and make a new key pair: this one has been sent.", out problem);
        if (jwk.TryGetProperty("keys", out _)) return Refuse("This is a JWK set; give one JWK.", out problem);
        if (jwk.TryGetProperty("use", out var use) && !Is(use, "sig")) return Refuse("The JWK's \"use\" must be \"sig\".", out problem);
        if (jwk.TryGetProperty("key_ops", out var operations)
            && (operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() != 1 || !Is(operations[0], "verify")))
        {
            return Refuse("The JWK's \"key_ops\" must be [\"verify\"].", out problem);
        }
        var algorithm = jwk.TryGetProperty("alg", out var alg) ? alg.ValueKind == JsonValueKind.String ? alg.GetString()! : "" : null;
        return Text(jwk, "kty") switch
        {
            "RSA" => ReadRsa(Bytes(jwk, "n"), Bytes(jwk, "e"), algorithm ?? nameof(SignatureAlgorithm.RS256), out problem),
            "EC" when Text(jwk, "crv") == "P-256" => ReadEc(
                Bytes(jwk, "x"), Bytes(jwk, "y"), algorithm ?? nameof(SignatureAlgorithm.ES256), out problem),
            "OKP" when Text(jwk, "crv") == "Ed25519" => ReadEdwards(Bytes(jwk, "x"), algorithm ?? nameof(SignatureAlgorithm.EdDSA), out problem),
            _ => Refuse(
                "The JWK's \"kty\" must be \"RSA\", \"EC\" with \"crv\" \"P-256\", or \"OKP\" with \"crv\" \"Ed25519\".", out problem),
        };
    }

    private static ClientPublicKey? ReadPem(string text, out string problem)
    {
        if (!PemEncoding.TryFind(text, out var fields))
            return Refuse("The key is neither a JWK nor PEM (-----BEGIN PUBLIC KEY-----).", out problem);
        var label = text[fields.Label];
        if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            return Refuse(
                "This is a private key. Register the public half only, and make a new key pair: this one has been sent.", out problem);
        if (label != "PUBLIC KEY") return Refuse("The PEM must be a PUBLIC KEY, as `openssl pkey -pubout` writes it.", out problem);
        var info = Convert.FromBase64String(text[fields.Base64Data]);
        var key = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(info, out var read);
        if (read != info.Length) return Refuse("The PEM holds bytes after the key.", out problem);
        if (key.Oid.Value == Ed25519Oid) return ReadEdwards(key.EncodedKeyValue.RawData, nameof(SignatureAlgorithm.EdDSA), out problem);
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null)
        {
            var parameters = rsa.ExportParameters(false);
            return ReadRsa(parameters.Modulus, parameters.Exponent, nameof(SignatureAlgorithm.RS256), out problem);
        }
        using var ec = key.GetECDsaPublicKey();
        if (ec?.ExportParameters(false) is { } point && point.Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            return ReadEc(point.Q.X, point.Q.Y, nameof(SignatureAlgorithm.ES256), out problem);
        return Refuse("The key must be RSA, EC on P-256, or Ed25519.", out problem);
    }

    private static ClientPublicKey? ReadRsa(byte[]? modulus, byte[]? exponent, string algorithm, out string problem)
    {
        if (algorithm is not (nameof(SignatureAlgorithm.RS256) or nameof(SignatureAlgorithm.PS256)))
            return Refuse("The algorithm of an RSA key must be RS256 or PS256.", out problem);
        if (modulus is null || exponent is null)
            return Refuse("An RSA JWK needs \"n\" and \"e\" as base64url without padding.", out problem);
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var e = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        var minimal = n.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (n.GetBitLength() is < RsaBitsMin or > RsaBitsMax || n.IsEven) return Refuse("An RSA key has 2048 to 8192 bits.", out problem);
        if (e < 65537 || e.IsEven || e.GetBitLength() > 32)
            return Refuse("An RSA key's exponent is odd, 65537 or more, at most 32 bits.", out problem);
        if (IsRoca(n)) return Refuse("This RSA key was made by a broken generator (CVE-2017-15361); make a new one.", out problem);
        problem = "";
        return new RsaPublicKey(Enum.Parse<SignatureAlgorithm>(algorithm), minimal, e.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    private static ClientPublicKey? ReadEc(byte[]? x, byte[]? y, string algorithm, out string problem)
    {
        if (algorithm != nameof(SignatureAlgorithm.ES256)) return Refuse("The algorithm of a P-256 key must be ES256.", out problem);
        if (x is not { Length: EcPublicKey.CoordinateLength } || y is not { Length: EcPublicKey.CoordinateLength })
            return Refuse("A P-256 JWK needs \"x\" and \"y\" of 32 bytes each as base64url without padding.", out problem);
        // Importing checks that the point is on the curve.
        EcPublicKey.Import(x, y).Dispose();
        problem = "";
        return new EcPublicKey(x, y);
    }

    private static ClientPublicKey? ReadEdwards(byte[]? x, string algorithm, out string problem)
    {
        if (algorithm != nameof(SignatureAlgorithm.EdDSA)) return Refuse("The algorithm of an Ed25519 key must be EdDSA.", out problem);
        if (x is not { Length: Ed25519PublicKey.LengthBytes })
            return Refuse("An Ed25519 JWK needs \"x\" of 32 bytes as base64url without padding.", out problem);
        if (!EdwardsPoint.IsPublicKey(x))
            return Refuse("The key is malformed: it is no point of the curve, or one under which anybody can sign. Make a new one.", out problem);
        problem = "";
        return new EdwardsPublicKey(x);
    }

    private static bool IsRoca(BigInteger modulus) => Array.TrueForAll(RocaPrimes, prime =>
    {
        var rest = (int)(modulus % prime);
        var power = 1;
        for (var step = 0; step < prime; step++)
        {
            if (power == rest) return true;
            power = (int)((long)power * 65537 % prime);
        }
        return false;
    });

    private static byte[]? Bytes(JsonElement jwk, string name) => StrictBase64Url.TryDecode(Text(jwk, name), out var bytes) ? bytes : null;

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static ClientPublicKey? Refuse(string rule, out string problem)
    {
        problem = rule;
        return null;
    }
}
