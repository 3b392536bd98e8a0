using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>Answers <c>GetObject</c> and <c>HeadObject</c>: conditions, one range, bytes.</summary>
internal sealed class ObjectResponse(TimeProvider time)
{
    private readonly RevocableCopy _copy = new(time);

    /// <summary>Answers an object the caller may read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="readable">The object.</param>
    /// <param name="stillAllowed">Asks for the decision again, while a long body is under way.</param>
    /// <param name="meter">Takes the offset and number of the bytes that were sent, also when the connection broke.</param>
    public async Task WriteAsync(
        HttpContext context, ReadableObject readable, Func<CancellationToken, Task<bool>> stillAllowed, Action<long, long> meter)
    {
        var item = readable.Object;
        var response = context.Response;
        switch (Preconditions.Evaluate(context.Request.Headers, item.ETag, item.LastModified))
        {
            case PreconditionResult.Failed:
                await S3ErrorShape.WriteAsync(context, S3Error.PreconditionFailed);
                return;
            case PreconditionResult.NotModified:
                Describe(response, readable);
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
        }
        var range = Preconditions.RangeApplies(context.Request.Headers, item.ETag, item.LastModified)
            ? RangeHeader.Resolve(context.Request.Headers.Range, item.Length)
            : new RangeHeader.Whole();
        if (range is RangeHeader.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{item.Length}";
            await S3ErrorShape.WriteAsync(context, S3Error.InvalidRange);
            return;
        }
        var (offset, length) = range is RangeHeader.Part part ? (part.Offset, part.Length) : (0, item.Length);
        if (range is RangeHeader.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {offset}-{offset + length - 1}/{item.Length}";
        }
        Describe(response, readable);
        response.ContentLength = length;
        response.ContentType = "binary/octet-stream";
        if (HttpMethods.IsHead(context.Request.Method) || length == 0)
            return;
        await using var bytes = await readable.OpenAsync(offset, length, context.RequestAborted);
        await _copy.SendAsync(context, bytes, length, stillAllowed, sent => meter(offset, sent));
    }

    private static void Describe(HttpResponse response, ReadableObject readable)
    {
        response.Headers.ETag = $"\"{readable.Object.ETag}\"";
        response.Headers.LastModified = readable.Object.LastModified.ToString("R");
        response.Headers.AcceptRanges = "bytes";
        // What one entitlement may see must not come out of a cache shared with another.
        response.Headers.CacheControl = "private";
    }
}
