using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>S3's error document.</summary>
internal sealed class S3ErrorShape : IErrorShape
{
    public static readonly S3ErrorShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault) => WriteAsync(context, fault switch
    {
        HostFault.Overloaded => S3Error.SlowDown,
        HostFault.Unavailable => S3Error.ServiceUnavailable,
        HostFault.BadRequest => S3Error.InvalidUri,
        HostFault.TooLarge => S3Error.EntityTooLarge,
        HostFault.Internal => S3Error.InternalError,
        HostFault.NotFound or HostFault.MethodNotAllowed => S3Error.MethodNotAllowed,
        _ => S3Error.AccessDenied,
    });

    /// <summary>Writes the document. Its <c>Resource</c> is the path as it was sent, without the query, which may hold a signature.</summary>
    public static Task WriteAsync(HttpContext context, S3Error error)
    {
        RequestTargets.TrySplit(context, out var resource, out _);
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return BodyWriter.WriteAsync(context, error.Status, "application/xml", S3Xml.Error(error, resource, context.TraceIdentifier));
    }
}
