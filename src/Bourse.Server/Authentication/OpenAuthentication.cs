using Bourse.Access.Credentials;
using Bourse.Access.Signing;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.DeltaSharing;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Authentication;

/// <summary>
/// The open listener's one verifier, run before routing for every request: a bearer token, a sharing token where that is read by, or a SigV4 signature for
/// <c>execute-api</c>. After a
/// signature is verified, path and query are replaced by those it covers, so what is routed and read is what was signed.
/// </summary>
internal sealed class OpenAuthentication(BearerTokens bearerTokens, SharingTokens sharingTokens, SignatureVerifier verifier)
{
    private const string Bearer = "Bearer ";
    private const string SigningService = "execute-api";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var result = await AuthenticateAsync(context);
        if (result is AuthenticationResult.Known known)
            result = new AuthenticationResult.Known(known.Caller with { RemoteAddress = context.Connection.RemoteIpAddress });
        context.Features.Set(result);
        await next(context);
    }

    private async Task<AuthenticationResult> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        var signedInQuery = context.Request.Query.Keys.Any(k => k.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase));
        if (headers.Count > 1 || (headers.Count == 1 && signedInQuery))
            return new AuthenticationResult.Failed(HostFault.TwoCredentials);
        var header = headers.ToString();
        if (header.StartsWith("AWS4-", StringComparison.Ordinal) || signedInQuery)
            return await VerifySignatureAsync(context);
        if (header.Length == 0)
            return new AuthenticationResult.Anonymous();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return new AuthenticationResult.Failed(HostFault.InvalidCredential);
        var token = header[Bearer.Length..].Trim();
        // A sharing token is good under its own protocol's paths; what it may do there is the authorizer's to say.
        var outcome = !SharingTokens.IsSharingToken(token) ? bearerTokens.Authenticate(token)
            : context.Request.Path.StartsWithSegments(SharingRoutes.Root) ? sharingTokens.Authenticate(token)
            : new BearerOutcome.Invalid();
        return outcome switch
        {
            BearerOutcome.Valid valid => new AuthenticationResult.Known(valid.Caller),
            BearerOutcome.Expired => new AuthenticationResult.Failed(HostFault.ExpiredCredential),
            _ => new AuthenticationResult.Failed(HostFault.InvalidCredential),
        };
    }

    private async Task<AuthenticationResult> VerifySignatureAsync(HttpContext context)
    {
        var body = await BoundedBody.ReadAsync(context);
        // Public routes read the body whatever became of the signature.
        context.Request.Body = new MemoryStream(body.ToArray(), writable: false);
        switch (verifier.Verify(context, body))
        {
            // An access key opens S3 alone: what this listener vends would outlive its revocation.
            case SigV4Outcome.Valid { Service: SigningService, PayloadMode: PayloadMode.Signed, Caller.HoldsAccessKey: false } valid:
                context.Request.Path = new PathString(valid.Target.Path);
                context.Request.QueryString = QueryString.Create(valid.Target.Query.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
                return new AuthenticationResult.Known(valid.Caller);
            case SigV4Outcome.Failed { Code: SigV4FailureCode.ExpiredToken }:
                return new AuthenticationResult.Failed(HostFault.ExpiredCredential);
            case SigV4Outcome.Failed { Code: SigV4FailureCode.InvalidRequest or SigV4FailureCode.InvalidURI }:
                return new AuthenticationResult.Failed(HostFault.BadRequest);
            default:
                return new AuthenticationResult.Failed(HostFault.InvalidCredential);
        }
    }
}
