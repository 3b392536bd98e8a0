using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>Signs requests with AWS Signature Version 4: for the CLI, the doctor, tests and presigned links.</summary>
public sealed class SigV4Signer(SigningCredentials credentials, string region, string service, TimeProvider time, SigV4ServiceRules? rules = null)
{
    // Fields that intermediaries add or change; AWS's own signers leave them out too.
    private static readonly HashSet<string> Unsigned = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "connection", "expect", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    };

    private readonly SigV4ServiceRules _rules = rules ?? (service == "s3" ? SigV4ServiceRules.S3 : SigV4ServiceRules.Standard);

    /// <summary>
    /// The fields to add to a request for it to be signed: <c>x-amz-date</c>, <c>x-amz-content-sha256</c>, the session token and
    /// <c>Authorization</c>.
    /// Every field of the request is signed except those that intermediaries change; it must hold <c>host</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The request has no host, or its path or query is not valid percent-encoded UTF-8.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(SigV4Request request) => Sign(request, declareBody: true);

    /// <summary>As <see cref="Sign(SigV4Request)"/>; services other than S3 may do without <c>x-amz-content-sha256</c>.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Sign(SigV4Request request, bool declareBody)
    {
        var timestamp = Timestamp();
        var scope = Scope(timestamp);
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        List<KeyValuePair<string, string>> added = [new(SigV4Names.DateHeader, timestamp)];
        if (declareBody) added.Add(new(SigV4Names.ContentHashHeader, bodyHash));
        if (credentials.SessionToken is { } token) added.Add(new(SigV4Names.TokenHeader, token));

        List<KeyValuePair<string, string>> headers = [.. request.Headers, .. added];
        var signedHeaders = SignedHeaders(headers);
        var signature = Signature(
            request.Method, Parse(request.RawPath, request.RawQuery), headers, signedHeaders, bodyHash, timestamp, scope);
        added.Add(
            new("Authorization", $"{SigV4Names.Algorithm} Credential={scope}, SignedHeaders={string.Join(';', signedHeaders)}, Signature={signature}"));
        return added;
    }

    /// <summary>The query, ready to send, of the request presigned for a time.</summary>
    /// <param name="request">The request; it must hold <c>host</c>.</param>
    /// <param name="validFor">1 second to 7 days; whole seconds.</param>
    /// <exception cref="ArgumentException">As for <see cref="Sign(SigV4Request)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public string Presign(SigV4Request request, TimeSpan validFor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(validFor, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validFor, TimeSpan.FromDays(7));
        var timestamp = Timestamp();
        var scope = Scope(timestamp);
        var signedHeaders = SignedHeaders(request.Headers);
        var query = new StringBuilder(request.RawQuery);
        Append(query, SigV4Names.AlgorithmParameter, SigV4Names.Algorithm);
        Append(query, SigV4Names.CredentialParameter, scope.ToString());
        Append(query, SigV4Names.DateParameter, timestamp);
        Append(query, SigV4Names.SignedHeadersParameter, string.Join(';', signedHeaders));
        Append(query, SigV4Names.ExpiresParameter, ((long)validFor.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        if (credentials.SessionToken is { } token) Append(query, SigV4Names.TokenParameter, token);
        var bodyHash = _rules.AllowsUnsignedPayload
            ? SigV4Names.UnsignedPayload
            : Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        var target = Parse(request.RawPath, query.ToString());
        Append(
            query, SigV4Names.SignatureParameter, Signature(request.Method, target, request.Headers, signedHeaders, bodyHash, timestamp, scope));
        return query.ToString();
    }

    private string Signature(
        string method, RequestTarget target, IReadOnlyList<KeyValuePair<string, string>> headers, string[] signedHeaders,
        string bodyHash, string timestamp, SignatureScope scope)
    {
        using var canonical = new SigningBuffer();
        CanonicalRequest.Append(canonical, method, target, headers, signedHeaders, string.Join(';', signedHeaders), bodyHash);
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> key = stackalloc byte[SigningKey.LengthBytes];
        SigningKey.Derive(credentials.Secret.Utf8, scope, key);
        SigningKey.Sign(key, timestamp, scope, canonical.Written, signature);
        CryptographicOperations.ZeroMemory(key);
        return Convert.ToHexStringLower(signature);
    }

    private RequestTarget Parse(string path, string query) => RequestTarget.TryParse(path, query, _rules, out var target)
        ? target
        : throw new ArgumentException("The path or query is not valid percent-encoded UTF-8.", nameof(path));

    private static string[] SignedHeaders(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var candidates = headers.Select(header => header.Key.ToLowerInvariant()).Where(name => !Unsigned.Contains(name));
        string[] names = [.. candidates.Distinct().Order(StringComparer.Ordinal)];
        return names.Contains(SigV4Names.HostHeader) ? names : throw new ArgumentException("The request must hold the header host.", nameof(headers));
    }

    private string Timestamp() => time.GetUtcNow().ToString(SigV4Names.TimestampFormat, CultureInfo.InvariantCulture);

    private SignatureScope Scope(string timestamp) => new(credentials.AccessKeyId, timestamp[..8], region, service);

    private static void Append(StringBuilder query, string name, string value)
    {
        if (query.Length > 0) query.Append('&');
        query.Append(name).Append('=').Append(UriCoding.Encode(value));
    }
}
