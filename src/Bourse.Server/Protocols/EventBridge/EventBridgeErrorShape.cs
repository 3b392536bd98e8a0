using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>EventBridge's error document.</summary>
internal sealed class EventBridgeErrorShape : IErrorShape
{
    public static readonly EventBridgeErrorShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault) => WriteAsync(context, EventBridgeError.Of(fault));

    public static Task WriteAsync(HttpContext context, EventBridgeError error)
    {
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
        return JsonBody.WriteAsync(
            context, error.Status,
            JsonBody.Render(json =>
            {
                json.WriteStartObject();
                json.WriteString("__type", error.Code);
                json.WriteString("message", error.Message);
                json.WriteEndObject();
            }),
            EventBridgeEndpoints.ContentType);
    }
}
