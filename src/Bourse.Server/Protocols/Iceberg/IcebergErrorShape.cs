using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>The REST catalogue's error model.</summary>
internal sealed class IcebergErrorShape : IErrorShape
{
    public static readonly IcebergErrorShape Instance = new();

    /// <remarks>The catch-all for writes makes every path known, so a read of one that is not is reported as a wrong method.</remarks>
    public Task WriteAsync(HttpContext context, HostFault fault)
    {
        var read = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return WriteAsync(context, IcebergError.Of(fault == HostFault.MethodNotAllowed && read ? HostFault.NotFound : fault));
    }

    public static Task WriteAsync(HttpContext context, IcebergError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return JsonBody.WriteAsync(context, error.Status, error.Render());
    }
}
