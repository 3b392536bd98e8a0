using System.Buffers;
using System.Security.Cryptography;

namespace Bourse.Access.Signing;

/// <summary>
/// Verifies AWS Signature Version 4, in the header or in the query of a presigned request
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). It says who signed; what they may do is the authorizer's
/// affair.
/// Order: (1) exactly one signature, readable; (2) scope and clock; (3) the key; (4) the signature, in constant time; (5) the body
/// against its hash, its chunks' signatures or its trailing checksum; of a body that is not read yet, by whoever reads it.
/// </summary>
public sealed class SigV4Authenticator(ISigningKeySource keys, SigV4Options options, TimeProvider time)
{
    private readonly DerivedKeys _derived = new();

    /// <summary>Verifies a request.</summary>
    public SigV4Outcome Authenticate(SigV4Request request)
    {
        if (ReadClaims(request, out var refusal) is not { } claims) return refusal!;
        if (CheckScope(claims, out var rules) is { } wrongScope) return wrongScope;
        if (CheckClock(claims) is { } wrongTime) return wrongTime;
        if (CheckCoverage(request, claims) is { } uncovered) return uncovered;
        if (!RequestTarget.TryParse(request.RawPath, request.RawQuery, rules!, out var target)) return BadUri();
        if (PayloadCheck.Declared(request, claims.PresignedFor is not null, rules!, out var mode, out var payloadWord) is { } undeclared)
            return undeclared;

        var found = keys.Find(claims.Scope.AccessKeyId, claims.SessionToken);
        if (found is not SigningKeyOutcome.Found key) return RefuseKey(found);
        var signingKey = _derived.Find(key.Secret, claims.Scope);
        if (!Matches(request, claims, target, payloadWord, signingKey)) return WrongSignature();

        if (PayloadCheck.Begin(
                request, mode, payloadWord, new ChunkSignatures(signingKey, claims.Timestamp, claims.Scope, claims.Signature), out var payload) is { } unreadable)
        {
            return unreadable;
        }
        var valid = new SigV4Outcome.Valid(key.Caller, claims.Scope.Service, claims.Scope.Region, mode, VerifiedFrom(target, claims));
        if (request.BodyIsUnread) return valid with { Unread = payload };
        using (payload)
        {
            var content = new ArrayBufferWriter<byte>(Math.Max(1, request.Body.Length));
            return payload!.Write(request.Body.Span, content) ?? payload.Complete() ?? (SigV4Outcome)(valid with { Body = content.WrittenMemory });
        }
    }

    private static SignatureClaims? ReadClaims(SigV4Request request, out SigV4Outcome.Failed? refusal)
    {
        if (HeaderFields.FirstRepeated(request.Headers) is { } repeated)
        {
            refusal = new(SigV4FailureCode.InvalidRequest, $"The header {repeated} is repeated; send it once.");
            return null;
        }
        if (!RequestTarget.TryParseQuery(request.RawQuery, out var query))
        {
            refusal = BadUri();
            return null;
        }
        var inQuery = query.Any(static parameter => SigV4Names.IsSignatureParameter(parameter.Key));
        var authorization = HeaderFields.Find(request.Headers, SigV4Names.AuthorizationHeader);
        if (authorization is not null && inQuery)
        {
            refusal = new(
                SigV4FailureCode.InvalidRequest,
                "Only one auth mechanism allowed; sign in the Authorization header or in the query, not both.");
            return null;
        }
        if (authorization is not null) return ClaimsReader.FromHeader(authorization, request, out refusal);
        if (inQuery)
        {
            if (HeaderFields.Find(request.Headers, SigV4Names.TokenHeader) is null) return ClaimsReader.FromQuery(query, out refusal);
            refusal = new(SigV4FailureCode.InvalidRequest, "A presigned request carries its session token in the query only.");
            return null;
        }
        // Some tools presign by version 2 unless they are told otherwise; "not signed" would not help their users.
        if (query.Any(static parameter => parameter.Key == SigV4Names.Version2KeyParameter))
        {
            refusal = ClaimsReader.UnknownAlgorithm("AWS");
            return null;
        }
        refusal = new(SigV4FailureCode.MissingAuthenticationToken, "The request is not signed. Sign it with AWS Signature Version 4.");
        return null;
    }

    private SigV4Outcome.Failed? CheckScope(SignatureClaims claims, out SigV4ServiceRules? rules)
    {
        var scope = claims.Scope;
        if (!options.Services.TryGetValue(scope.Service, out rules))
            return new(
                SigV4FailureCode.SignatureDoesNotMatch,
                $"The service of the credential scope is not offered; "
                + $"expecting one of {string.Join(", ", options.Services.Keys.Order(StringComparer.Ordinal))}.");
        if (scope.Region != options.Region)
            return new(SigV4FailureCode.SignatureDoesNotMatch, $"The region '{scope.Region}' is wrong; expecting '{options.Region}'.");
        if (!claims.Timestamp.StartsWith(scope.Date, StringComparison.Ordinal))
            return new(SigV4FailureCode.SignatureDoesNotMatch, "The date of the credential scope is not the date of X-Amz-Date.");
        return null;
    }

    private SigV4Outcome.Failed? CheckClock(SignatureClaims claims)
    {
        var age = time.GetUtcNow() - claims.Time;
        if (age < -options.ClockSkewMax || (claims.PresignedFor is null && age > options.ClockSkewMax))
        {
            return new(
                SigV4FailureCode.RequestTimeTooSkewed,
                $"The difference between the request time and the current time is more than "
                + $"{options.ClockSkewMax.TotalMinutes:0} minutes; set the clock.");
        }
        return age > claims.PresignedFor ? new(SigV4FailureCode.AccessDenied, "Request has expired; presign a new one.") : null;
    }

    /// <summary>The host and every <c>x-amz-*</c> field must be signed: an unsigned one could have been added or changed on the way.</summary>
    private static SigV4Outcome.Failed? CheckCoverage(SigV4Request request, SignatureClaims claims)
    {
        if (Array.IndexOf(claims.SignedHeaders, SigV4Names.HostHeader) < 0)
            return new(SigV4FailureCode.AccessDenied, "The header host must be signed.");
        for (var index = 0; index < request.Headers.Count; index++)
        {
            var name = request.Headers[index].Key;
            if (!name.StartsWith(SigV4Names.AmzPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (Array.FindIndex(claims.SignedHeaders, signed => string.Equals(signed, name, StringComparison.OrdinalIgnoreCase)) < 0)
                return new(
                    SigV4FailureCode.AccessDenied,
                    "There were headers present in the request which were not signed: every x-amz-* header must be.");
        }
        foreach (var name in claims.SignedHeaders)
        {
            if (HeaderFields.Count(request.Headers, name, out _) == 0)
                return new(
                    SigV4FailureCode.SignatureDoesNotMatch, "A signed header is missing from the request; a proxy may have removed it.");
        }
        return null;
    }

    private static bool Matches(
        SigV4Request request, SignatureClaims claims, RequestTarget target, string payloadWord, ReadOnlySpan<byte> signingKey)
    {
        using var canonical = new SigningBuffer();
        CanonicalRequest.Append(
            canonical, request.Method, target, request.Headers, claims.SignedHeaders, claims.SignedHeadersText, payloadWord);
        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        SigningKey.Sign(signingKey, claims.Timestamp, claims.Scope, canonical.Written, computed);
        return CryptographicOperations.FixedTimeEquals(computed, claims.Signature);
    }

    private static VerifiedTarget VerifiedFrom(RequestTarget target, SignatureClaims claims) => new(
        target.Segments,
        claims.PresignedFor is null ? target.Query : [.. target.Query.Where(static parameter => !SigV4Names.IsSignatureParameter(parameter.Key))]);

    private static SigV4Outcome.Failed RefuseKey(SigningKeyOutcome outcome) => outcome switch
    {
        SigningKeyOutcome.UnknownAccessKey => new(
            SigV4FailureCode.InvalidAccessKeyId, "The access key id you provided does not exist in our records."),
        SigningKeyOutcome.TokenMissing => new(
            SigV4FailureCode.InvalidToken, "These are temporary keys; send their session token as x-amz-security-token, signed."),
        SigningKeyOutcome.Expired => new(SigV4FailureCode.ExpiredToken, "The provided token has expired; fetch new keys."),
        _ => new(SigV4FailureCode.InvalidToken, "The provided token is malformed or otherwise invalid; fetch new keys."),
    };

    private static SigV4Outcome.Failed WrongSignature() => new(
        SigV4FailureCode.SignatureDoesNotMatch,
        "The request signature we calculated does not match the signature you provided. "
        + "Check the secret key, the region, and that no proxy changes path, query, host or a signed header.");

    private static SigV4Outcome.Failed BadUri() =>
        new(SigV4FailureCode.InvalidURI, "The path or query is not valid percent-encoded UTF-8.");
}
