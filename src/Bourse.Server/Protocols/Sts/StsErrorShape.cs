using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Sts;

/// <summary>STS's error document.</summary>
internal sealed class StsErrorShape : IErrorShape
{
    public static readonly StsErrorShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault) => WriteAsync(context, StsError.Of(fault));

    public static Task WriteAsync(HttpContext context, StsError error)
    {
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return BodyWriter.WriteAsync(context, error.Status, StsEndpoints.ContentType, StsXml.Error(error, context.TraceIdentifier));
    }
}
