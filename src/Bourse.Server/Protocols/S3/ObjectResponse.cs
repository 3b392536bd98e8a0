using Bourse.Catalog.Objects;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>Answers <c>GetObject</c> and <c>HeadObject</c>: conditions, one range or the one part, bytes.</summary>
internal sealed class ObjectResponse(TimeProvider time)
{
    /// <summary>The header that says what a checksum is of.</summary>
    public const string ChecksumTypeHeader = "x-amz-checksum-type";

    /// <summary>What an object is whose writer did not say.</summary>
    public const string DefaultContentType = "binary/octet-stream";

    private readonly RevocableCopy _copy = new(time);

    /// <summary>Answers an object the caller may read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="item">The object.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="stillAllowed">Asks for the decision again, while a long body is under way.</param>
    /// <param name="meter">Takes the offset and number of the bytes that were sent, also when the connection broke.</param>
    public async Task WriteAsync(
        HttpContext context, ServedObject item, ObjectQuery query, Func<CancellationToken, Task<bool>> stillAllowed, Action<long, long> meter)
    {
        var (request, response) = (context.Request, context.Response);
        switch (Preconditions.Evaluate(request.Headers, item.ETag, item.LastModified))
        {
            case PreconditionResult.Failed:
                await S3ErrorShape.WriteAsync(
                    context, S3Error.PreconditionFailed(request.Headers.IfMatch.Count > 0 ? "If-Match" : "If-Unmodified-Since"));
                return;
            case PreconditionResult.NotModified:
                Describe(response, item);
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
        }
        var range = RangeOf(request, item, query);
        if (range is RangeHeader.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{item.Length}";
            await S3ErrorShape.WriteAsync(context, S3Error.InvalidRange(request.Headers.Range.ToString(), item.Length));
            return;
        }
        var (offset, length) = range is RangeHeader.Part part ? (part.Offset, part.Length) : (0, item.Length);
        Describe(response, item);
        if (range is RangeHeader.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {offset}-{offset + length - 1}/{item.Length}";
        }
        else if (request.Headers["x-amz-checksum-mode"] == "ENABLED" && item.Checksum is { } checksum)
        {
            // With a range S3 sends none: clients would hold the part against it.
            response.Headers[checksum.Name] = checksum.Value;
            response.Headers[ChecksumTypeHeader] = TypeOf(checksum);
        }
        if (query.FirstPart)
            response.Headers["x-amz-mp-parts-count"] = "1";
        response.ContentLength = length;
        response.ContentType = DefaultContentType;
        foreach (var (name, value) in item.Headers.Concat(query.Overrides))
            response.Headers[name] = value;
        if (HttpMethods.IsHead(request.Method) || length == 0)
            return;
        await using var bytes = await item.OpenAsync(offset, length, context.RequestAborted);
        await _copy.SendAsync(context, bytes, length, stillAllowed, sent => meter(offset, sent));
    }

    private static void Describe(HttpResponse response, ServedObject item)
    {
        response.Headers.ETag = $"\"{item.ETag}\"";
        response.Headers.LastModified = item.LastModified.ToString("R");
        response.Headers.AcceptRanges = "bytes";
        // What one entitlement may see must not come out of a cache shared with another.
        response.Headers.CacheControl = "private";
    }

    /// <summary>What a checksum is of, in S3's word: the whole object or its parts' checksums.</summary>
    public static string TypeOf(ObjectChecksum checksum) => checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT";

    // The one part is the whole object, answered as the range that it is.
    private static RangeHeader RangeOf(HttpRequest request, ServedObject item, ObjectQuery query)
    {
        if (query.FirstPart && item.Length > 0)
            return new RangeHeader.Part(0, item.Length);
        return Preconditions.RangeApplies(request.Headers, item.ETag, item.LastModified)
            ? RangeHeader.Resolve(request.Headers.Range, item.Length)
            : new RangeHeader.Whole();
    }
}
