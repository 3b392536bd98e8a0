using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bourse.Server.Http;

/// <summary>Reads a whole small body. The listener's limit on bodies bounds it; one that is longer ends as 413.</summary>
internal static class BoundedBody
{
    /// <summary>The longest body any route takes: forms, keys, webhook registrations, metrics.</summary>
    public const int BytesMax = 128 * 1024;

    /// <summary>The body, or null, unread, when the request says that it is longer than any route takes.</summary>
    /// <exception cref="BadHttpRequestException">The body is longer than the limit without saying so, too slow, or malformed.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadUnlessTooLongAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
            return ReadOnlyMemory<byte>.Empty;
        if (context.Request.ContentLength > BytesMax)
            return null;
        return await ReadAsync(context);
    }

    /// <summary>The body.</summary>
    /// <exception cref="BadHttpRequestException">The body is longer than the limit, too slow, or malformed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, BytesMax));
        try
        {
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The listener's word for chunk sizes that overflow, and for a client that went away.
            throw new BadHttpRequestException("The body breaks off or is malformed.", broken);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
