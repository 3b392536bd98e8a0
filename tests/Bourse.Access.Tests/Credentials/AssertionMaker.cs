using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bourse.Access.Tests.Credentials;

/// <summary>A client that signs assertions, as an independent JWT library would.</summary>
internal sealed class AssertionMaker : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Pem => _key.ExportSubjectPublicKeyInfoPem();

    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    public string Jwk
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return $$"""{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"mine","x":"{{Encode(point.X!)}}","y":"{{Encode(point.Y!)}}"}""";
        }
    }

    public static Dictionary<string, object?> Claims(DateTimeOffset now) => new()
    {
        ["iss"] = "222222222222.client",
        ["sub"] = "222222222222.client",
        ["aud"] = AccessFixture.Audience,
        ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["jti"] = "one",
    };

    public string Sign(Dictionary<string, object?> claims, string header = """{"alg":"ES256","typ":"JWT"}""")
    {
        var text =
            $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims.Where(claim => claim.Value is not null).ToDictionary()))}";
        return $"{text}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public void Dispose() => _key.Dispose();
}
