using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Http;

/// <summary>Answers a document that is whole in memory.</summary>
internal static class BodyWriter
{
    /// <summary>Writes status, length and, except for HEAD, the body.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
