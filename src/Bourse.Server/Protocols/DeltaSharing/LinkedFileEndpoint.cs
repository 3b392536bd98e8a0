using Bourse.Access.Auditing;
using Bourse.Access.Credentials;
using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// <c>GET</c> and <c>HEAD /delta-sharing/files/{link}.parquet</c>: one object, for whoever has a link to it. The link is the only credential; whether it still opens the
/// object is decided at each use, and while a long body is under way.
/// </summary>
internal sealed class LinkedFileEndpoint(ClientReads reads, ObjectLinks links, IAuditLog audit, TimeProvider time)
{
    /// <summary>What a link's path begins with.</summary>
    public const string Prefix = SharingRoutes.Root + "/files/";

    /// <summary>What it ends with, for readers that go by it.</summary>
    public const string Suffix = ".parquet";

    /// <summary>The route.</summary>
    public const string Path = Prefix + "{link}" + Suffix;

    private readonly RevocableCopy _copy = new(time);

    public async Task GetAsync(HttpContext context)
    {
        if (!links.TryOpen((string)context.Request.RouteValues["link"]!, out var linked))
        {
            audit.TallyRefusal("unknown-link", ShareEndpoints.Protocol);
            await SharingErrorShape.WriteAsync(context, SharingError.LinkNotValid);
            return;
        }
        var caller = linked.Caller with { RemoteAddress = context.Connection.RemoteIpAddress };
        var ask = context.RequestContext(ShareEndpoints.Protocol);
        var outcome = await reads.OpenLinkedAsync(caller, linked.Object, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<ReadableObject>.Found { Value: var readable })
        {
            await SharingErrorShape.WriteAsync(
                context, outcome is ReadOutcome<ReadableObject>.Unavailable ? SharingError.Unavailable : SharingError.LinkNotValid);
            return;
        }
        if (await DescribeAsync(context, readable) is not var (offset, length) || HttpMethods.IsHead(context.Request.Method) || length == 0)
            return;
        await using var bytes = await readable.OpenAsync(offset, length, context.RequestAborted);
        await _copy.SendAsync(
            context, bytes, length,
            async cancellation => await reads.OpenLinkedAsync(caller, linked.Object, ask, cancellation) is ReadOutcome<ReadableObject>.Found,
            sent => audit.Meter(new UsageRecord(caller, linked.Object, readable.Agreement, ShareEndpoints.Protocol, new ByteRange(offset, offset + sent), sent)));
    }

    // Sets the headers, and says which bytes are to follow: none after a condition or a range that cannot be met.
    private static async Task<(long Offset, long Length)?> DescribeAsync(HttpContext context, ReadableObject readable)
    {
        var (item, response) = (readable.Object, context.Response);
        response.Headers.ETag = $"\"{item.ETag}\"";
        response.Headers.LastModified = item.LastModified.ToString("R");
        response.Headers.AcceptRanges = "bytes";
        // What one entitlement may see must not come out of a cache shared with another.
        response.Headers.CacheControl = "private";
        switch (Preconditions.Evaluate(context.Request.Headers, item.ETag, item.LastModified))
        {
            case PreconditionResult.NotModified:
                response.StatusCode = StatusCodes.Status304NotModified;
                return null;
            case PreconditionResult.Failed:
                await SharingErrorShape.WriteAsync(context, new SharingError(412, "PRECONDITION_FAILED", "The file is not the one that the request's conditions name."));
                return null;
        }
        var range = Preconditions.RangeApplies(context.Request.Headers, item.ETag, item.LastModified)
            ? RangeHeader.Resolve(context.Request.Headers.Range, item.Length)
            : new RangeHeader.Whole();
        if (range is RangeHeader.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{item.Length}";
            await SharingErrorShape.WriteAsync(context, new SharingError(416, "INVALID_RANGE", $"The file has {item.Length} bytes."));
            return null;
        }
        var (offset, length) = range is RangeHeader.Part part ? (part.Offset, part.Length) : (0, item.Length);
        if (range is RangeHeader.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {offset}-{offset + length - 1}/{item.Length}";
        }
        response.ContentLength = length;
        response.ContentType = "application/vnd.apache.parquet";
        return (offset, length);
    }
}
