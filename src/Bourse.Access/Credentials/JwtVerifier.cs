using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Bourse.Access.Credentials;

/// <summary>
/// Verifies client assertions (RFC 7523 sections 2.2 and 3; OpenID Connect Core section 9, <c>private_key_jwt</c>). The algorithm is the
/// registered key's,
/// issuer and subject are the client, the audience is this exchange alone, the expiry is at most 10 minutes ahead. Whether the
/// <c>jti</c> was seen before is
/// the caller's to record.
/// </summary>
internal sealed class JwtVerifier(IReadOnlyCollection<string> audiences, TimeProvider time)
{
    private const int TokenIdLengthMax = 256;
    private static readonly TimeSpan ClockLeeway = TimeSpan.FromSeconds(60);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The client an assertion names, unverified: only to look up which keys could have signed it.</summary>
    public static bool TryReadSubject(JsonWebSignature assertion, [NotNullWhen(true)] out string? subject)
    {
        subject = null;
        try
        {
            using var claims = JsonDocument.Parse(assertion.Payload, Strict);
            subject = Text(claims.RootElement, "sub");
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
        return subject is not null;
    }

    /// <summary>Verifies signature, then claims.</summary>
    public AssertionOutcome Verify(JsonWebSignature assertion, string clientId, IReadOnlyList<ClientPublicKey> keys)
    {
        // A kid only orders the keys: all of them are this client's.
        if (!keys.OrderByDescending(key => key.KeyId == assertion.KeyId).Any(assertion.IsSignedBy)) return new AssertionOutcome.NotSigned();
        try
        {
            using var claims = JsonDocument.Parse(assertion.Payload, Strict);
            return Judge(claims.RootElement, clientId);
        }
        catch (InvalidOperationException)
        {
            return Refuse("a claim is not valid Unicode");
        }
    }

    private AssertionOutcome Judge(JsonElement root, string clientId)
    {
        if (Text(root, "iss") != clientId || Text(root, "sub") != clientId) return Refuse("\"iss\" and \"sub\" must both be the client id");
        if (!IsForUs(root)) return Refuse($"\"aud\" must be exactly one of: {string.Join(", ", audiences)}");
        var now = time.GetUtcNow();
        if (Time(root, "exp") is not { } expiry) return Refuse("\"exp\" is missing or not a time in seconds");
        if (expiry <= now) return Refuse("it has expired; check the clock");
        if (expiry > now + Lifetimes.AssertionMax) return Refuse("\"exp\" is more than 10 minutes ahead");
        if (LiesAhead(root, "nbf", now)) return Refuse("\"nbf\" lies ahead; check the clock");
        if (LiesAhead(root, "iat", now)) return Refuse("\"iat\" lies ahead; check the clock");
        return Text(root, "jti") is { Length: > 0 and <= TokenIdLengthMax } tokenId
            ? new AssertionOutcome.Verified(tokenId, expiry)
            : Refuse("\"jti\" must be 1 to 256 characters");
    }

    private static bool LiesAhead(JsonElement claims, string name, DateTimeOffset now) =>
        claims.TryGetProperty(name, out _) && !(Time(claims, name) <= now + ClockLeeway);

    private bool IsForUs(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return false;
        // One audience only: whoever else an assertion is for could use it here.
        if (audience.ValueKind == JsonValueKind.Array && audience.GetArrayLength() == 1) audience = audience[0];
        return audience.ValueKind == JsonValueKind.String && audiences.Contains(audience.GetString()!, StringComparer.Ordinal);
    }

    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds))
            return null;
        return seconds is >= 0 and <= 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static AssertionOutcome.ClaimsRefused Refuse(string rule) => new(rule);
}
