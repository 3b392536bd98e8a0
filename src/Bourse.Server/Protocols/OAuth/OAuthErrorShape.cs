using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.OAuth;

/// <summary>The token endpoint's error document (RFC 6749 section 5.2).</summary>
internal sealed class OAuthErrorShape : IErrorShape
{
    public static readonly OAuthErrorShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault)
    {
        if (fault is HostFault.Overloaded or HostFault.Unavailable)
            context.Response.Headers.RetryAfter = "1";
        return fault switch
        {
            HostFault.Overloaded or HostFault.Unavailable => WriteAsync(context, 503, "temporarily_unavailable", "Try again in a second."),
            HostFault.Internal => WriteAsync(context, 500, "server_error", "The server failed. Try again, and quote the request id if it persists."),
            HostFault.MethodNotAllowed => WriteAsync(context, 405, "invalid_request", "The token endpoint takes POST."),
            HostFault.TooLarge => WriteAsync(context, 413, "invalid_request", "The request body is too large."),
            _ => WriteAsync(context, 400, "invalid_request", "The request cannot be read."),
        };
    }

    public static Task WriteAsync(HttpContext context, int status, string error, string description)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonBody.WriteAsync(context, status, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteString("error_description", description);
            json.WriteEndObject();
        }));
    }
}
