using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Bourse.Access.Credentials;

/// <summary>
/// A JWS in compact form (RFC 7515 section 3.1), taken apart but not believed:
/// <c>eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiIyMjIyMjIyMjIyMjIuY2xpZW50In0.…</c>. The JSON serialisations, unencoded payloads (<c>b64</c>),
/// <c>crit</c>, and keys
/// or addresses of keys in the header are refused: the key is the one that was registered.
/// </summary>
internal sealed class JsonWebSignature
{
    private const int LengthMax = 16 * 1024;
    private static readonly string[] RefusedHeaders = ["crit", "b64", "zip", "jwk", "jku", "x5u", "x5c"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly byte[] _signedBytes;
    private readonly byte[] _signature;

    private JsonWebSignature(string algorithm, string? keyId, byte[] payload, byte[] signedBytes, byte[] signature)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Payload = payload;
        _signedBytes = signedBytes;
        _signature = signature;
    }

    /// <summary>The header's <c>alg</c>, unverified.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>kid</c>: a hint.</summary>
    public string? KeyId { get; }

    /// <summary>The payload, unverified until <see cref="IsSignedBy"/> says so.</summary>
    public byte[] Payload { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonWebSignature? jws)
    {
        jws = null;
        if (text.Length > LengthMax || text.Split('.') is not [var header, var payload, var signature]) return false;
        if (!StrictBase64Url.TryDecode(header, out var headerBytes)
            || !StrictBase64Url.TryDecode(payload, out var payloadBytes)
            || !StrictBase64Url.TryDecode(signature, out var signatureBytes)
            || !TryReadHeader(headerBytes, out var algorithm, out var keyId))
        {
            return false;
        }
        jws = new JsonWebSignature(algorithm, keyId, payloadBytes, Encoding.ASCII.GetBytes($"{header}.{payload}"), signatureBytes);
        return true;
    }

    /// <summary>Whether the key signed it, with the key's own algorithm.</summary>
    public bool IsSignedBy(ClientPublicKey key) => Algorithm == key.Algorithm.ToString() && key.Verify(_signedBytes, _signature);

    private static bool TryReadHeader(byte[] bytes, [NotNullWhen(true)] out string? algorithm, out string? keyId)
    {
        algorithm = null;
        keyId = null;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var header = document.RootElement;
            if (header.ValueKind != JsonValueKind.Object || RefusedHeaders.Any(name => header.TryGetProperty(name, out _))) return false;
            if (!header.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String) return false;
            if (header.TryGetProperty("kid", out var kid)) keyId = kid.ValueKind == JsonValueKind.String ? kid.GetString() : "";
            algorithm = alg.GetString()!;
            return true;
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
