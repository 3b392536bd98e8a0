using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>S3's read operations on products: a bucket is a product, an object a file of the caller's own projection.</summary>
internal sealed class S3Endpoints(ClientReads reads, IAuditLog audit, TimeProvider time, string region)
{
    private const string Protocol = "s3";
    private const string Xml = "application/xml";
    private readonly ObjectResponse _objects = new(time);

    /// <summary>Serves a verified request.</summary>
    public Task ServeAsync(HttpContext context, Caller caller, S3Request request, Parameters query)
    {
        if (request.Operation == S3Operation.Write)
            return S3ErrorShape.WriteAsync(context, S3Error.MethodNotAllowed);
        if (request.Operation == S3Operation.Unsupported)
            return S3ErrorShape.WriteAsync(context, S3Error.NotImplemented);
        var ask = new RequestContext(context.TraceIdentifier, Protocol);
        if (request.Operation == S3Operation.ListBuckets)
            return ListBucketsAsync(context, caller, ask);
        // A bucket name that cannot exist is refused as any other that is not granted.
        if (!ProductName.TryParse(request.Bucket, out var product))
            return S3ErrorShape.WriteAsync(context, S3Error.AccessDenied);
        return request.Operation switch
        {
            S3Operation.HeadBucket => DescribeAsync(context, caller, product, ask, ReadOnlyMemory<byte>.Empty),
            S3Operation.GetBucketLocation => DescribeAsync(context, caller, product, ask, S3Xml.Location(region)),
            S3Operation.ListObjectsV2 => ListAsync(context, caller, product, ask, query, version2: true),
            S3Operation.ListObjects => ListAsync(context, caller, product, ask, query, version2: false),
            _ => GetAsync(context, caller, product, request.Key, ask),
        };
    }

    private async Task ListBucketsAsync(HttpContext context, Caller caller, RequestContext ask)
    {
        var outcome = await reads.ListProductsAsync(caller, ask, context.RequestAborted);
        if (outcome is ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements })
            await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, S3Xml.Buckets(caller.Principal.Account, entitlements.Select(e => e.Product.Value)));
        else
            await RefuseAsync(context, outcome);
    }

    private async Task DescribeAsync(HttpContext context, Caller caller, ProductName product, RequestContext ask, ReadOnlyMemory<byte> answer)
    {
        var outcome = await reads.ListTablesAsync(caller, product, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<Projection.ProjectedTable>>.Found)
        {
            await RefuseAsync(context, outcome);
            return;
        }
        context.Response.Headers["x-amz-bucket-region"] = region;
        await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, answer);
    }

    private async Task ListAsync(HttpContext context, Caller caller, ProductName product, RequestContext ask, Parameters parameters, bool version2)
    {
        var (query, error) = ListingQuery.Parse(parameters, version2);
        if (query is null)
        {
            await S3ErrorShape.WriteAsync(context, error!);
            return;
        }
        var outcome = await reads.ListObjectsAsync(caller, product, query.ToRequest(), ask, context.RequestAborted);
        if (outcome is ReadOutcome<ObjectPage>.Found { Value: var page })
            await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, S3Xml.Listing(product.Value, query, page));
        else
            await RefuseAsync(context, outcome);
    }

    private async Task GetAsync(HttpContext context, Caller caller, ProductName product, string key, RequestContext ask)
    {
        var outcome = await reads.OpenObjectAsync(caller, product, key, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<ReadableObject>.Found { Value: var readable })
        {
            await RefuseAsync(context, outcome);
            return;
        }
        // An object was found, so its key begins with its table's name.
        var resource = new Resource.StoredObject(product, TableName.Parse(key[..key.IndexOf('/')]), key);
        await _objects.WriteAsync(
            context, readable,
            async cancellation => await reads.OpenObjectAsync(caller, product, key, ask, cancellation) is ReadOutcome<ReadableObject>.Found,
            (offset, sent) => audit.Meter(new UsageRecord(caller, resource, readable.Agreement, Protocol, new ByteRange(offset, offset + sent), sent)));
    }

    private static Task RefuseAsync<T>(HttpContext context, ReadOutcome<T> outcome) => S3ErrorShape.WriteAsync(context, outcome switch
    {
        ReadOutcome<T>.Missing => S3Error.NoSuchKey,
        ReadOutcome<T>.SessionEnded => S3Error.ExpiredToken,
        ReadOutcome<T>.Unavailable => S3Error.ServiceUnavailable,
        _ => S3Error.AccessDenied,
    });
}
