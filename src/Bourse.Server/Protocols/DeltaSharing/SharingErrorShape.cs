using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>Delta Sharing's error model.</summary>
internal sealed class SharingErrorShape : IErrorShape
{
    public static readonly SharingErrorShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault) => WriteAsync(context, SharingError.Of(fault));

    public static Task WriteAsync(HttpContext context, SharingError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return JsonBody.WriteAsync(context, error.Status, error.Render());
    }
}
