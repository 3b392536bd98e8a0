using System.Buffers;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Access.Signing;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.EventBridge;
using Bourse.Server.Protocols.S3;
using Bourse.Server.Protocols.Sts;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Aws;

/// <summary>
/// The AWS-compatible endpoint: verifies the signature with the body it covers, then tells S3, STS and EventBridge apart by the service of its scope.
/// One request is answered without one: <c>AssumeRoleWithWebIdentity</c>, which carries its own credential.
/// </summary>
internal sealed class AwsDispatcher(SignatureVerifier verifier, S3Endpoints s3, StsEndpoints sts, EventBridgeEndpoints events, IAuditLog audit, string? bucketHostSuffix)
{
    private const string Protocol = "aws";
    private static readonly UTF8Encoding Utf8Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The error shape for what fails before the service is known, told by the request's outer form.</summary>
    public static IErrorShape ShapeOf(HttpContext context) =>
        EventBridgeEndpoints.IsAsked(context.Request) ? EventBridgeErrorShape.Instance
        : IsForm(context.Request) || context.Request.Query.ContainsKey("Action") ? StsErrorShape.Instance : S3ErrorShape.Instance;

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var form = IsForm(context.Request);
        var body = form || EventBridgeEndpoints.IsAsked(context.Request)
            ? await BoundedBody.ReadAsync(context)
            : IsWrite(context.Request) ? null : await BoundedBody.ReadUnlessTooLongAsync(context);
        Parameters? formParameters = null;
        if (form && !TryForm(body!.Value.Span, out formParameters))
        {
            await StsErrorShape.WriteAsync(context, StsError.Repeated);
            return;
        }
        if (UnsignedAssumeRole(context.Request, formParameters) is { } assumeRole)
        {
            await sts.AssumeRoleAsync(context, assumeRole);
            return;
        }
        await (verifier.Verify(context, body) switch
        {
            SigV4Outcome.Valid valid => DispatchAsync(context, valid, formParameters, body ?? ReadOnlyMemory<byte>.Empty),
            SigV4Outcome.Failed failed => RefuseAsync(context, failed),
            var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
        });
    }

    private async Task DispatchAsync(HttpContext context, SigV4Outcome.Valid valid, Parameters? form, ReadOnlyMemory<byte> body)
    {
        using var payload = valid.Unread;
        if (!Parameters.TryCreate(valid.Target.Query, out var query))
        {
            await ShapeOf(context).WriteAsync(context, HostFault.BadRequest);
            return;
        }
        var caller = valid.Caller with { RemoteAddress = context.Connection.RemoteIpAddress };
        var request = S3Request.Parse(
            context.Request.Method, context.Request.Host.Host, bucketHostSuffix, valid.Target.Segments, query, context.Request.Headers.ContainsKey(S3Request.CopySource));
        var providers = valid.Service == "s3" && s3.IsProviders(caller, request);
        if (providers && request.IsWrite && (payload is null || IsWrite(context.Request)))
        {
            await s3.ServeProviderAsync(context, caller, request, query, payload);
            return;
        }
        // Nothing else takes a body of S3's; it is verified all the same, unless it is too long for that.
        var (failed, tooLong) = await ReadAsync(context, payload);
        await (failed is not null ? RefuseAsync(context, failed) : valid.Service switch
        {
            "sts" => tooLong ? StsErrorShape.Instance.WriteAsync(context, HostFault.TooLarge) : sts.ServeSignedAsync(context, caller, form ?? query),
            "events" => tooLong ? EventBridgeErrorShape.Instance.WriteAsync(context, HostFault.TooLarge) : events.ServeAsync(context, caller, body),
            "s3" when tooLong && (request.IsRead || providers) => S3ErrorShape.Instance.WriteAsync(context, HostFault.TooLarge),
            "s3" when providers => s3.ServeProviderAsync(context, caller, request, query, payload: null),
            "s3" => s3.ServeAsync(context, caller, request, query),
            _ => S3ErrorShape.WriteAsync(context, S3Error.WrongService),
        });
    }

    private static async Task<(SigV4Outcome.Failed? Failed, bool TooLong)> ReadAsync(HttpContext context, PayloadVerification? payload)
    {
        if (payload is null)
            return (null, false);
        if (await BoundedBody.ReadUnlessTooLongAsync(context) is not { } body)
            return (null, true);
        return (payload.Write(body.Span, new ArrayBufferWriter<byte>()) ?? payload.Complete(), false);
    }

    private Task RefuseAsync(HttpContext context, SigV4Outcome.Failed failed)
    {
        audit.TallyRefusal(ReasonOf(failed.Code), Protocol);
        if (EventBridgeEndpoints.IsAsked(context.Request))
            return EventBridgeErrorShape.WriteAsync(context, EventBridgeError.Authentication(failed.Code, failed.Message));
        return ShapeOf(context) == StsErrorShape.Instance
            ? StsErrorShape.WriteAsync(context, StsError.Authentication(failed.Code, failed.Message))
            : S3ErrorShape.WriteAsync(context, S3Error.Authentication(failed.Code, failed.Message));
    }

    private static string ReasonOf(SigV4FailureCode code) => code switch
    {
        SigV4FailureCode.MissingAuthenticationToken => "missing-credential",
        SigV4FailureCode.ExpiredToken => "expired-credential",
        SigV4FailureCode.InvalidRequest => "malformed-request",
        _ => "invalid-credential",
    };

    // Whose body may be long, and is read by the operation itself where the request is the provider's.
    private static bool IsWrite(HttpRequest request) => HttpMethods.IsPut(request.Method) || HttpMethods.IsPost(request.Method);

    private static bool IsForm(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path == "/" && FormFields.IsIn(request);

    // Only a request without any signature takes this way; one that is signed, well or badly, is judged by its signature first.
    private static Parameters? UnsignedAssumeRole(HttpRequest request, Parameters? form)
    {
        if (request.Headers.ContainsKey("Authorization") || request.Query.Keys.Any(k => k.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)))
            return null;
        var parameters = form;
        if (parameters is null && (request.Path != "/" || !HttpMethods.IsGet(request.Method) || !TryQuery(request, out parameters)))
            return null;
        return parameters?["Action"] == StsEndpoints.AssumeRoleWithWebIdentity ? parameters : null;
    }

    private static bool TryQuery(HttpRequest request, out Parameters? parameters) =>
        Parameters.TryCreate([.. request.Query.SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value ?? ""))], out parameters);

    private static bool TryForm(ReadOnlySpan<byte> body, out Parameters? parameters)
    {
        parameters = null;
        try
        {
            return FormFields.TryParse(Utf8Strict.GetString(body), out var fields) && Parameters.TryCreate(fields, out parameters);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
