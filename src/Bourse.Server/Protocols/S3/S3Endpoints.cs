using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Access.Signing;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>S3's read operations on products: a bucket is a product, an object a file of the caller's own projection.</summary>
internal sealed class S3Endpoints(ClientReads reads, ProviderObjects provider, IAuditLog audit, TimeProvider time, string region)
{
    private const string Protocol = "s3";
    private const string Xml = "application/xml";
    private const string ExpectedOwner = "x-amz-expected-bucket-owner";
    private readonly ObjectResponse _objects = new(time);
    private readonly SourceEndpoints _source = new(provider, audit, time, region);

    /// <summary>Whether the request is the provider's, to its own bucket; then its body is for the operation to read.</summary>
    public bool IsProviders(Caller caller, S3Request request) => request.Bucket == provider.Bucket && provider.IsKnownTo(caller);

    /// <summary>Serves a request of the provider's to its own bucket.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who signed it.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="payload">What verifies its body; null when the body was read, and is nothing the operation takes.</param>
    public Task ServeProviderAsync(HttpContext context, Caller caller, S3Request request, Parameters query, PayloadVerification? payload) =>
        IsAnothers(context, caller) ? S3ErrorShape.WriteAsync(context, S3Error.AccessDenied) : _source.ServeAsync(context, caller, request, query, payload);

    /// <summary>Serves a verified request, whose body nothing takes.</summary>
    public Task ServeAsync(HttpContext context, Caller caller, S3Request request, Parameters query)
    {
        switch (request.Operation)
        {
            case S3Operation.GetObjectTagging or S3Operation.ListParts or S3Operation.ListMultipartUploads:
                return S3ErrorShape.WriteAsync(context, S3Error.NotImplemented);
            case S3Operation.Write:
            case var _ when request.IsWrite:
                // Whoever may sign here is a client, and what is published is altered by nobody.
                audit.TallyRefusal("write", Protocol);
                return S3ErrorShape.WriteAsync(context, S3Error.AccessDenied);
            case S3Operation.NotAllowed:
                return S3ErrorShape.WriteAsync(context, S3Error.MethodNotAllowed);
            case S3Operation.Unsupported:
                return S3ErrorShape.WriteAsync(context, S3Error.NotImplemented);
        }
        if (IsAnothers(context, caller))
            return S3ErrorShape.WriteAsync(context, S3Error.AccessDenied);
        var ask = new RequestContext(context.TraceIdentifier, Protocol);
        if (request.Operation == S3Operation.ListBuckets)
            return ListBucketsAsync(context, caller, ask, query);
        // A bucket name that cannot exist is refused as any other that is not granted.
        if (!ProductName.TryParse(request.Bucket, out var product))
            return S3ErrorShape.WriteAsync(context, S3Error.AccessDenied);
        return request.Operation switch
        {
            S3Operation.HeadBucket => DescribeAsync(context, caller, product, ask, ReadOnlyMemory<byte>.Empty),
            S3Operation.GetBucketLocation => DescribeAsync(context, caller, product, ask, S3Xml.Location(region)),
            S3Operation.ListObjectsV2 => ListAsync(context, caller, product, ask, query, version2: true),
            S3Operation.ListObjects => ListAsync(context, caller, product, ask, query, version2: false),
            S3Operation.GetObjectAttributes => AttributesAsync(context, caller, product, request.Key, ask),
            _ => GetAsync(context, caller, product, request.Key, ask, query),
        };
    }

    // A client that names the owner it expects is to get nothing from another. To each client its buckets are its own.
    private static bool IsAnothers(HttpContext context, Caller caller) =>
        context.Request.Headers[ExpectedOwner] is { Count: > 0 } expected && expected != caller.Principal.Account.Value;

    private async Task ListBucketsAsync(HttpContext context, Caller caller, RequestContext ask, Parameters parameters)
    {
        var (query, error) = BucketsQuery.Parse(parameters);
        if (query is null)
        {
            await S3ErrorShape.WriteAsync(context, error!);
            return;
        }
        var outcome = await reads.ListProductsAsync(caller, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements })
        {
            await RefuseAsync(context, outcome);
            return;
        }
        var page = query.Page(provider.IsKnownTo(caller) ? [provider.Bucket] : entitlements.Select(e => e.Product.Value), region);
        await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, S3Xml.Buckets(caller.Principal.Account, region, query, page));
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
            await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, S3Xml.Listing(product.Value, caller.Principal.Account, query, ListedPage.Of(page)));
        else
            await RefuseAsync(context, outcome);
    }

    private async Task AttributesAsync(HttpContext context, Caller caller, ProductName product, string key, RequestContext ask)
    {
        var (asked, error) = ObjectAttributes.Parse(context.Request.Headers);
        if (asked is null)
        {
            await S3ErrorShape.WriteAsync(context, error!);
            return;
        }
        var outcome = await reads.OpenObjectAsync(caller, product, key, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<ReadableObject>.Found { Value: var readable })
        {
            await RefuseAsync(context, outcome);
            return;
        }
        context.Response.Headers.LastModified = readable.Object.LastModified.ToString("R");
        context.Response.Headers.CacheControl = "private";
        await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, Xml, S3Xml.Attributes(ServedObject.Of(readable), asked));
    }

    private async Task GetAsync(HttpContext context, Caller caller, ProductName product, string key, RequestContext ask, Parameters parameters)
    {
        var (query, error) = ObjectQuery.Parse(parameters, context.Request.Headers);
        if (query is null)
        {
            await S3ErrorShape.WriteAsync(context, error!);
            return;
        }
        var outcome = await reads.OpenObjectAsync(caller, product, key, ask, context.RequestAborted);
        if (outcome is not ReadOutcome<ReadableObject>.Found { Value: var readable })
        {
            await RefuseAsync(context, outcome);
            return;
        }
        // An object was found, so its key begins with its table's name.
        var resource = new Resource.StoredObject(product, TableName.Parse(key[..key.IndexOf('/')]), key);
        await _objects.WriteAsync(
            context, ServedObject.Of(readable), query,
            async cancellation => await reads.OpenObjectAsync(caller, product, key, ask, cancellation) is ReadOutcome<ReadableObject>.Found,
            (offset, sent) => audit.Meter(new UsageRecord(caller, resource, readable.Agreement, Protocol, new ByteRange(offset, offset + sent), sent)));
    }

    private static Task RefuseAsync<T>(HttpContext context, ReadOutcome<T> outcome) => S3ErrorShape.WriteAsync(context, outcome switch
    {
        ReadOutcome<T>.Missing { Why: { } why } => S3Error.NoSuchKey with { Message = why },
        ReadOutcome<T>.Missing => S3Error.NoSuchKey,
        ReadOutcome<T>.SessionEnded => S3Error.ExpiredToken,
        ReadOutcome<T>.Unavailable => S3Error.ServiceUnavailable,
        _ => S3Error.AccessDenied,
    });
}
