using Bourse.Access.Auditing;
using Bourse.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Authentication;

/// <summary>Lets a request through to its endpoint when the route is public or the caller is known. It denies by default and decides nothing about data.</summary>
internal static class RouteGuard
{
    private const string Protocol = "open";

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next, IAuditLog audit, Func<HttpContext, IErrorShape> shapeOf)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null)
        {
            await shapeOf(context).WriteAsync(context, HostFault.NotFound);
            return;
        }
        if (endpoint.Metadata.GetMetadata<RouteAccessMetadata>()?.Access != RouteAccess.Public)
        {
            var fault = context.Features.Get<AuthenticationResult>() switch
            {
                AuthenticationResult.Known => (HostFault?)null,
                AuthenticationResult.Failed failed => failed.Fault,
                _ => HostFault.MissingCredential,
            };
            if (fault is { } refused)
            {
                audit.TallyRefusal(ReasonOf(refused), Protocol);
                await shapeOf(context).WriteAsync(context, refused);
                return;
            }
        }
        await next(context);
        // Routing answers a known path with another method by an empty 405.
        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && !context.Response.HasStarted && context.Response.ContentLength is null)
            await shapeOf(context).WriteAsync(context, HostFault.MethodNotAllowed);
    }

    private static string ReasonOf(HostFault fault) => fault switch
    {
        HostFault.MissingCredential => "missing-credential",
        HostFault.ExpiredCredential => "expired-credential",
        HostFault.TwoCredentials => "two-credentials",
        _ => "invalid-credential",
    };
}
