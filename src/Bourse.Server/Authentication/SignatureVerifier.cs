using Bourse.Access.Signing;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Authentication;

/// <summary>Hands a request to the signature authenticator as it came over the wire.</summary>
internal sealed class SignatureVerifier(SigV4Authenticator authenticator)
{
    /// <summary>Verifies the signature in the header or the query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">Its whole body; null when it is too long to be read before it is known whether anything takes it.</param>
    public SigV4Outcome Verify(HttpContext context, ReadOnlyMemory<byte>? body)
    {
        if (!RequestTargets.TrySplit(context, out var rawPath, out var rawQuery))
            return new SigV4Outcome.Failed(SigV4FailureCode.InvalidURI, "The request target must be a path, not a full URI.");
        return authenticator.Authenticate(new SigV4Request
        {
            Method = context.Request.Method,
            RawPath = rawPath,
            RawQuery = rawQuery,
            Headers = [.. context.Request.Headers.SelectMany(h => h.Value, (h, value) => KeyValuePair.Create(h.Key, value ?? ""))],
            Body = body ?? ReadOnlyMemory<byte>.Empty,
            BodyIsUnread = body is null,
        });
    }
}
