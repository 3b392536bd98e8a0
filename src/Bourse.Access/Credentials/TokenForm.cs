using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bourse.Access.Credentials;

/// <summary>
/// Reads a token request: grant type, scope, and exactly one way to say who the client is: <c>client_secret_basic</c>,
/// <c>client_secret_post</c>
/// (RFC 6749 section 2.3.1) or <c>private_key_jwt</c> (RFC 7523 section 2.2).
/// </summary>
internal static class TokenForm
{
    private const string GrantType = "client_credentials";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int ScopeLengthMax = 1024;

    /// <summary>Reads a request; null with a refusal when it cannot be read.</summary>
    public static ClientProof? Read(TokenRequest request, out TokenOutcome.Refused? refusal)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Form)
        {
            if (!fields.TryAdd(name, value))
                return Refuse(TokenError.InvalidRequest, "A form field is repeated; send each once.", out refusal);
        }
        if (!fields.TryGetValue("grant_type", out var grantType))
            return Refuse(TokenError.InvalidRequest, "The form field grant_type is missing; send client_credentials.", out refusal);
        if (grantType != GrantType)
            return Refuse(TokenError.UnsupportedGrantType, "The only grant_type offered is client_credentials.", out refusal);
        if (fields.TryGetValue("scope", out var scope) && !IsScope(scope))
            return Refuse(TokenError.InvalidScope, "The scope is malformed; send catalog, or none.", out refusal);
        var inForm = fields.TryGetValue("client_secret", out var secret);
        var asserted = fields.TryGetValue("client_assertion", out var assertion);
        var ways = (request.Authorization is null ? 0 : 1) + (inForm ? 1 : 0) + (asserted ? 1 : 0);
        if (ways == 0)
            return Refuse(
                TokenError.InvalidClient,
                "Client authentication is missing; send client_id and client_secret, or a client_assertion.", out refusal);
        if (ways > 1)
            return Refuse(
                TokenError.InvalidRequest,
                "Authenticate in one way only: Authorization header, client_secret or client_assertion.", out refusal);
        fields.TryGetValue("client_id", out var clientId);
        ClientProof? proof = request.Authorization is not null ? FromBasic(request.Authorization)
            : inForm ? FromSecret(clientId, secret!)
            : FromAssertion(fields.GetValueOrDefault("client_assertion_type"), assertion!);
        if (proof is null || (clientId is not null && clientId != ClientIdOf(proof)))
            return Refuse(TokenError.InvalidClient, TokenEndpoint.ClientNotProven, out refusal);
        refusal = null;
        return proof;
    }

    /// <summary>The client id a proof names.</summary>
    public static string ClientIdOf(ClientProof proof) => proof switch
    {
        ClientProof.Secret secret => secret.ClientId,
        ClientProof.Assertion assertion => assertion.ClientId,
        _ => throw new ArgumentException($"Unknown proof {proof.GetType().Name}.", nameof(proof)),
    };

    private static ClientProof.Secret? FromSecret(string? clientId, string secret) =>
        string.IsNullOrEmpty(clientId) || secret.Length == 0 ? null : new ClientProof.Secret(clientId, secret);

    private static ClientProof.Assertion? FromAssertion(string? type, string assertion) =>
        type == AssertionType && JsonWebSignature.TryParse(assertion, out var jws) && JwtVerifier.TryReadSubject(jws, out var subject)
            ? new ClientProof.Assertion(subject, jws)
            : null;

    /// <summary><c>Basic base64(id:secret)</c>, where both parts are form-encoded first.</summary>
    private static ClientProof.Secret? FromBasic(string authorization)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        if (!TryFromBase64(authorization[scheme.Length..].Trim(), out var text)) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        return Signing.UriCoding.TryDecode(text.AsSpan(0, colon), plusIsSpace: true, out var id)
            && Signing.UriCoding.TryDecode(text.AsSpan(colon + 1), plusIsSpace: true, out var secret)
                ? FromSecret(id, secret)
                : null;
    }

    private static bool TryFromBase64(string text, [NotNullWhen(true)] out string? decoded)
    {
        var bytes = new byte[text.Length];
        decoded = Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        return decoded is not null;
    }

    /// <summary>Scope tokens separated by single spaces (RFC 6749 section 3.3); Iceberg clients send <c>catalog</c>.</summary>
    private static bool IsScope(string scope) =>
        scope.Length <= ScopeLengthMax
        && (scope.Length == 0 || scope.Split(' ').All(token => token.Length > 0 && token.All(IsScopeCharacter)));

    private static bool IsScopeCharacter(char character) => character is '!' or (>= '#' and <= '[') or (>= ']' and <= '~');

    private static ClientProof? Refuse(TokenError error, string description, out TokenOutcome.Refused? refusal)
    {
        refusal = new TokenOutcome.Refused(error, description);
        return null;
    }
}
