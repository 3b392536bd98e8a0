using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Sts;

/// <summary>STS's operations: <c>AssumeRoleWithWebIdentity</c>, which carries its own credential, and those that are signed.</summary>
internal sealed class StsEndpoints(ClientReads reads, ClientSessions sessions)
{
    /// <summary>The media type of STS's answers.</summary>
    public const string ContentType = "text/xml";

    /// <summary>The one action that needs no signature.</summary>
    public const string AssumeRoleWithWebIdentity = "AssumeRoleWithWebIdentity";

    private const string Protocol = "sts";

    /// <summary>Serves a request whose signature holds.</summary>
    public Task ServeSignedAsync(HttpContext context, Caller caller, Parameters parameters) => parameters["Action"] switch
    {
        null => StsErrorShape.WriteAsync(context, StsError.MissingAction),
        "GetCallerIdentity" => GetCallerIdentityAsync(context, caller),
        AssumeRoleWithWebIdentity => AssumeRoleAsync(context, parameters),
        "AssumeRole" => AssumeOwnRoleAsync(context, caller, parameters),
        "GetSessionToken" => GetSessionTokenAsync(context, caller, parameters),
        _ => StsErrorShape.WriteAsync(context, StsError.InvalidAction),
    };

    /// <summary>Serves <c>AssumeRoleWithWebIdentity</c>.</summary>
    public async Task AssumeRoleAsync(HttpContext context, Parameters parameters)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (request, mistake) = AssumeRoleParameters.Read(parameters);
        if (request is null)
        {
            await StsErrorShape.WriteAsync(context, mistake!);
            return;
        }
        var outcome = await sessions.AssumeRoleAsync(request, context.Connection.RemoteIpAddress, Ask(context), context.RequestAborted);
        await AnswerAsync(context, outcome, StsXml.AssumedRole, StsError.ExpiredWebIdentity);
    }

    private async Task AssumeOwnRoleAsync(HttpContext context, Caller caller, Parameters parameters)
    {
        var (request, mistake) = AssumeRoleParameters.ReadOwnRole(parameters);
        if (request is null)
        {
            await StsErrorShape.WriteAsync(context, mistake!);
            return;
        }
        var outcome = await sessions.AssumeRoleAsync(caller, request, Ask(context), context.RequestAborted);
        await AnswerAsync(context, outcome, StsXml.AssumedOwnRole, StsError.ExpiredToken);
    }

    private async Task GetSessionTokenAsync(HttpContext context, Caller caller, Parameters parameters)
    {
        var (seconds, mistake) = AssumeRoleParameters.ReadSessionToken(parameters);
        if (mistake is not null)
        {
            await StsErrorShape.WriteAsync(context, mistake);
            return;
        }
        var outcome = await sessions.GetSessionTokenAsync(caller, seconds, Ask(context), context.RequestAborted);
        await AnswerAsync(context, outcome, StsXml.SessionToken, StsError.ExpiredToken);
    }

    private static Task AnswerAsync(
        HttpContext context, ReadOutcome<RoleSessionOutcome> outcome, Func<RoleSessionOutcome.Assumed, string, ReadOnlyMemory<byte>> document, StsError ended)
    {
        context.Response.Headers.CacheControl = "no-store";
        return outcome is ReadOutcome<RoleSessionOutcome>.Found { Value: RoleSessionOutcome.Assumed assumed }
            ? BodyWriter.WriteAsync(context, StatusCodes.Status200OK, ContentType, document(assumed, context.TraceIdentifier))
            : StsErrorShape.WriteAsync(context, ErrorOf(outcome, ended));
    }

    private static StsError ErrorOf(ReadOutcome<RoleSessionOutcome> outcome, StsError ended) => outcome switch
    {
        ReadOutcome<RoleSessionOutcome>.Found { Value: var refused } => refused switch
        {
            RoleSessionOutcome.ValidationError error => StsError.Validation(error.Message),
            RoleSessionOutcome.MalformedPolicy error => new StsError(400, "MalformedPolicyDocument", error.Message),
            RoleSessionOutcome.InvalidIdentityToken error => new StsError(400, "InvalidIdentityToken", error.Message),
            RoleSessionOutcome.ExpiredToken error => new StsError(400, "ExpiredTokenException", error.Message),
            RoleSessionOutcome.AccessDenied error => new StsError(403, "AccessDenied", error.Message),
            _ => throw new InvalidOperationException($"Unknown outcome {refused.GetType().Name}."),
        },
        ReadOutcome<RoleSessionOutcome>.SessionEnded => ended,
        ReadOutcome<RoleSessionOutcome>.Unavailable => StsError.Unavailable,
        _ => StsError.AccessDenied,
    };

    private async Task GetCallerIdentityAsync(HttpContext context, Caller caller)
    {
        // Who the caller is needs no entitlement, but a session that was revoked must not be told it is alive.
        var outcome = await reads.ListProductsAsync(caller, Ask(context), context.RequestAborted);
        await (outcome switch
        {
            ReadOutcome<IReadOnlyList<Entitlement>>.Found => BodyWriter.WriteAsync(
                context, StatusCodes.Status200OK, ContentType, StsXml.Identity(CallerIdentity.Of(caller), context.TraceIdentifier)),
            ReadOutcome<IReadOnlyList<Entitlement>>.Unavailable => StsErrorShape.WriteAsync(context, StsError.Unavailable),
            ReadOutcome<IReadOnlyList<Entitlement>>.SessionEnded => StsErrorShape.WriteAsync(context, StsError.ExpiredToken),
            _ => StsErrorShape.WriteAsync(context, StsError.AccessDenied),
        });
    }

    private static RequestContext Ask(HttpContext context) => new(context.TraceIdentifier, Protocol);
}
