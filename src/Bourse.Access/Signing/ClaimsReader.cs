using System.Buffers;
using System.Globalization;

namespace Bourse.Access.Signing;

/// <summary>
/// Reads the claims of a signature from the Authorization header
/// (<c>AWS4-HMAC-SHA256 Credential=ASIA…/20261120/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=…</c>) or from the
/// query of a
/// presigned request. Reads only; the authenticator judges.
/// </summary>
internal static class ClaimsReader
{
    private const int SignedHeadersMax = 64;
    private const int PresignedSecondsMax = 604_800;
    private static readonly SearchValues<char> FieldNameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~");

    /// <summary>Reads header claims; null with a refusal when they cannot be read.</summary>
    public static SignatureClaims? FromHeader(string authorization, SigV4Request request, out SigV4Outcome.Failed? refusal)
    {
        if (!authorization.StartsWith(SigV4Names.Algorithm + " ", StringComparison.Ordinal))
        {
            refusal = UnknownAlgorithm(authorization.Split(' ')[0]);
            return null;
        }
        string? credential = null, signedHeaders = null, signature = null;
        var parts = authorization.AsSpan(SigV4Names.Algorithm.Length + 1);
        foreach (var range in parts.Split(','))
        {
            var part = parts[range];
            var equals = part.IndexOf('=');
            var value = equals < 0 ? [] : part[(equals + 1)..].Trim();
            var known = (equals < 0 ? part : part[..equals]).Trim() switch
            {
                "Credential" => SetOnce(ref credential, value),
                "SignedHeaders" => SetOnce(ref signedHeaders, value),
                "Signature" => SetOnce(ref signature, value),
                _ => false,
            };
            if (!known) return Refuse(MalformedHeader("it holds a part that is unknown or repeated"), out refusal);
        }
        if (credential is null || signedHeaders is null || signature is null)
            return Refuse(MalformedHeader("it needs Credential, SignedHeaders and Signature"), out refusal);
        if (HeaderFields.Find(request.Headers, SigV4Names.DateHeader) is not { } timestamp)
            return Refuse(new(SigV4FailureCode.AccessDenied, "AWS authentication requires the header x-amz-date."), out refusal);
        var raw = new RawClaims(
            credential, signedHeaders, signature, timestamp, HeaderFields.Find(request.Headers, SigV4Names.TokenHeader));
        return Interpret(raw, null, MalformedHeader, out refusal);
    }

    /// <summary>Reads the claims of a presigned request; null with a refusal when they cannot be read.</summary>
    public static SignatureClaims? FromQuery(IReadOnlyList<KeyValuePair<string, string>> query, out SigV4Outcome.Failed? refusal)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in query)
        {
            if (SigV4Names.IsSignatureParameter(name) && !found.TryAdd(name, value))
                return Refuse(MalformedQuery($"{name} is repeated"), out refusal);
        }
        if (!found.TryGetValue(SigV4Names.AlgorithmParameter, out var algorithm)
            || !found.TryGetValue(SigV4Names.CredentialParameter, out var credential)
            || !found.TryGetValue(SigV4Names.DateParameter, out var timestamp)
            || !found.TryGetValue(SigV4Names.ExpiresParameter, out var expires)
            || !found.TryGetValue(SigV4Names.SignedHeadersParameter, out var signedHeaders)
            || !found.TryGetValue(SigV4Names.SignatureParameter, out var signature))
        {
            return Refuse(
                MalformedQuery("it needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature"),
                out refusal);
        }
        if (algorithm != SigV4Names.Algorithm) return Refuse(UnknownAlgorithm(algorithm), out refusal);
        if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > PresignedSecondsMax)
            return Refuse(MalformedQuery("X-Amz-Expires is 1 to 604800 seconds"), out refusal);
        var raw = new RawClaims(credential, signedHeaders, signature, timestamp, found.GetValueOrDefault(SigV4Names.TokenParameter));
        return Interpret(raw, TimeSpan.FromSeconds(seconds), MalformedQuery, out refusal);
    }

    private static SignatureClaims? Interpret(
        RawClaims raw, TimeSpan? presignedFor, Func<string, SigV4Outcome.Failed> malformed, out SigV4Outcome.Failed? refusal)
    {
        if (!SignatureScope.TryParse(raw.Credential, out var scope))
            return Refuse(malformed("Credential is <access key>/<yyyymmdd>/<region>/<service>/aws4_request"), out refusal);
        if (!DateTimeOffset.TryParseExact(
                raw.Timestamp, SigV4Names.TimestampFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return Refuse(malformed("X-Amz-Date is written 20261120T120000Z"), out refusal);
        }
        var names = raw.SignedHeaders.Split(';');
        if (names.Length > SignedHeadersMax || !AreAscendingFieldNames(names))
            return Refuse(
                malformed("SignedHeaders are lower-case field names, each once, ascending, separated by semicolons"), out refusal);
        if (!LowerHex.IsSha256(raw.Signature))
            return Refuse(malformed("Signature is 64 lower-case hexadecimal digits"), out refusal);
        refusal = null;
        return new SignatureClaims
        {
            Scope = scope,
            SignedHeaders = names,
            SignedHeadersText = raw.SignedHeaders,
            Signature = Convert.FromHexString(raw.Signature),
            Timestamp = raw.Timestamp,
            Time = time,
            SessionToken = raw.SessionToken,
            PresignedFor = presignedFor,
        };
    }

    private static bool AreAscendingFieldNames(string[] names)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (names[index].Length == 0 || names[index].AsSpan().ContainsAnyExcept(FieldNameCharacters)) return false;
            if (index > 0 && string.CompareOrdinal(names[index - 1], names[index]) >= 0) return false;
        }
        return true;
    }

    private static bool SetOnce(ref string? field, ReadOnlySpan<char> value)
    {
        if (field is not null) return false;
        field = value.ToString();
        return true;
    }

    private static SignatureClaims? Refuse(SigV4Outcome.Failed failure, out SigV4Outcome.Failed? refusal)
    {
        refusal = failure;
        return null;
    }

    private static SigV4Outcome.Failed MalformedHeader(string rule) =>
        new(SigV4FailureCode.AuthorizationHeaderMalformed, $"The authorization header is malformed; {rule}.");

    private static SigV4Outcome.Failed MalformedQuery(string rule) =>
        new(SigV4FailureCode.AuthorizationQueryParametersError, $"Query-string authentication is malformed; {rule}.");

    /// <summary>The answer to another way of signing, by the word it begins with.</summary>
    public static SigV4Outcome.Failed UnknownAlgorithm(string sent) => sent switch
    {
        "AWS4-ECDSA-P256-SHA256" => new(
            SigV4FailureCode.NotImplemented, "SigV4A (AWS4-ECDSA-P256-SHA256) is not offered. Please use AWS4-HMAC-SHA256."),
        _ => new(SigV4FailureCode.InvalidRequest, "The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256."),
    };

    private sealed record RawClaims(string Credential, string SignedHeaders, string Signature, string Timestamp, string? SessionToken);
}
