using System.Diagnostics.CodeAnalysis;
using Bourse.Metastore;
using Bourse.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Hosting;

/// <summary>
/// Turns what escapes a protocol into that protocol's own 4xx, 500 or 503, with the request id and nothing of the failure's text; the log has
/// the rest. When the answer has begun, the connection is cut so that a client never takes half an object for a whole one.
/// </summary>
internal sealed partial class FaultBoundary(ILogger<FaultBoundary> logger)
{
    [SuppressMessage("Design", "CA1031", Justification = "The boundary is where every failure becomes an answer.")]
    public async Task InvokeAsync(HttpContext context, RequestDelegate next, IErrorShape shape)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception failure)
        {
            var fault = Classify(failure);
            if (fault is HostFault.Internal or HostFault.Unavailable)
                LogFailure(failure, context.TraceIdentifier, context.Request.Method, fault);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            var requestIdHeaders = context.Response.Headers.Where(h => h.Key.EndsWith("request-id", StringComparison.Ordinal)).ToArray();
            context.Response.Clear();
            foreach (var (name, value) in requestIdHeaders)
                context.Response.Headers[name] = value;
            await shape.WriteAsync(context, fault);
        }
    }

    private static HostFault Classify(Exception failure) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => HostFault.TooLarge,
        BadHttpRequestException => HostFault.BadRequest,
        // Without the metastore nothing can be decided or recorded, which is a matter of time, whatever its cause.
        MetastoreException or TimeoutException or OperationCanceledException => HostFault.Unavailable,
        StorageException { IsTransient: true } => HostFault.Unavailable,
        _ => HostFault.Internal,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} ({Method}) ended as {Fault}")]
    private partial void LogFailure(Exception failure, string requestId, string method, HostFault fault);
}
