using System.Globalization;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.OAuth;

/// <summary>The OAuth2 token endpoint (RFC 6749 section 4.4, RFC 7523) and its metadata (RFC 8414).</summary>
internal sealed class OAuthEndpoints(TokenEndpoint tokens, ListenerAddresses addresses)
{
    /// <summary>The token endpoint's own path; the Iceberg specification's older one answers the same.</summary>
    public const string TokenPath = "/oauth/token";

    private const string Protocol = "oauth";

    /// <summary><c>POST /oauth/token</c> and <c>POST /iceberg/v1/oauth/tokens</c></summary>
    public async Task TokenAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!FormFields.IsIn(context.Request))
        {
            await OAuthErrorShape.WriteAsync(context, StatusCodes.Status400BadRequest, "invalid_request", $"The body must be {FormFields.ContentType}.");
            return;
        }
        var body = await BoundedBody.ReadAsync(context);
        if (!FormFields.TryParse(Encoding.UTF8.GetString(body.Span), out var form))
        {
            await OAuthErrorShape.WriteAsync(
                context, StatusCodes.Status400BadRequest, "invalid_request", "The form has a malformed escape, bytes that are no UTF-8, or more than 64 fields.");
            return;
        }
        var outcome = await tokens.GrantAsync(
            new TokenRequest
            {
                Form = form,
                Authorization = context.Request.Headers.Authorization.Count == 0 ? null : context.Request.Headers.Authorization.ToString(),
                RemoteAddress = context.Connection.RemoteIpAddress ?? System.Net.IPAddress.None,
                Context = new RequestContext(context.TraceIdentifier, Protocol),
            },
            context.RequestAborted);
        await AnswerAsync(context, outcome);
    }

    /// <summary><c>GET /.well-known/oauth-authorization-server</c></summary>
    public Task MetadataAsync(HttpContext context) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
    {
        var issuer = addresses.Open.GetLeftPart(UriPartial.Authority);
        json.WriteStartObject();
        json.WriteString("issuer", issuer);
        json.WriteString("token_endpoint", issuer + TokenPath);
        json.WriteStartArray("grant_types_supported");
        json.WriteStringValue("client_credentials");
        json.WriteEndArray();
        json.WriteStartArray("token_endpoint_auth_methods_supported");
        foreach (var method in new[] { "client_secret_basic", "client_secret_post", "private_key_jwt" })
            json.WriteStringValue(method);
        json.WriteEndArray();
        json.WriteStartArray("response_types_supported");
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static Task AnswerAsync(HttpContext context, TokenOutcome outcome)
    {
        switch (outcome)
        {
            case TokenOutcome.Granted granted:
                return JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("access_token", granted.AccessToken.Utf8);
                    json.WriteString("token_type", "bearer");
                    json.WriteNumber("expires_in", granted.ExpiresInSeconds);
                    json.WriteString("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
                    json.WriteString("scope", granted.Scope);
                    json.WriteEndObject();
                }));
            case TokenOutcome.Unavailable:
                return OAuthErrorShape.Instance.WriteAsync(context, HostFault.Unavailable);
            case TokenOutcome.Throttled throttled:
                context.Response.Headers.RetryAfter = throttled.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return OAuthErrorShape.WriteAsync(
                    context, StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "Too many failed attempts from this address. Wait as Retry-After says.");
            case TokenOutcome.Refused { Error: TokenError.InvalidClient } refused:
                // RFC 6749 section 5.2: the challenge names the scheme the client used, which is Basic when it used the header.
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"bourse\"";
                return OAuthErrorShape.WriteAsync(context, StatusCodes.Status401Unauthorized, refused.Error.Code(), refused.Description);
            case TokenOutcome.Refused refused:
                return OAuthErrorShape.WriteAsync(context, StatusCodes.Status400BadRequest, refused.Error.Code(), refused.Description);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }
}
