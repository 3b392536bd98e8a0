using Bourse.Access.Auditing;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Access.Signing;
using Bourse.Catalog.Objects;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>
/// S3's operations on the provider's own bucket. Each is decided before anything is read or changed; what it then does is <see cref="SourceObjects"/>' part.
/// </summary>
internal sealed class SourceEndpoints(ProviderObjects provider, IAuditLog audit, TimeProvider time, string region)
{
    private readonly ObjectResponse _objects = new(time);
    private readonly SourceWriting _writing = new(provider, time);
    private readonly SourceUploads _uploads = new(provider, time);

    /// <summary>Serves a verified request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who signed it.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="payload">What verifies its body; null when the body was read, and is nothing the operation takes.</param>
    public async Task ServeAsync(HttpContext context, Caller caller, S3Request request, Parameters query, PayloadVerification? payload)
    {
        var ask = new SourceRequest(context, caller, request, query, payload);
        await (request.Operation switch
        {
            S3Operation.HeadBucket => DescribeAsync(ask, ReadOnlyMemory<byte>.Empty),
            S3Operation.GetBucketLocation => DescribeAsync(ask, S3Xml.Location(region)),
            S3Operation.ListObjects or S3Operation.ListObjectsV2 => ListAsync(ask),
            S3Operation.GetObject or S3Operation.HeadObject => GetAsync(ask),
            S3Operation.GetObjectAttributes => AttributesAsync(ask),
            S3Operation.GetObjectTagging => GetTagsAsync(ask),
            S3Operation.PutObject => _writing.PutAsync(ask),
            S3Operation.CopyObject => _writing.CopyAsync(ask),
            S3Operation.DeleteObject => _writing.DeleteAsync(ask),
            S3Operation.DeleteObjects => _writing.DeleteManyAsync(ask),
            S3Operation.PutObjectTagging => _writing.PutTagsAsync(ask),
            S3Operation.DeleteObjectTagging => _writing.DeleteTagsAsync(ask),
            S3Operation.CreateMultipartUpload => _uploads.CreateAsync(ask),
            S3Operation.UploadPart => _uploads.PutPartAsync(ask),
            S3Operation.UploadPartCopy => _uploads.CopyPartAsync(ask),
            S3Operation.CompleteMultipartUpload => _uploads.CompleteAsync(ask),
            S3Operation.AbortMultipartUpload => _uploads.AbortAsync(ask),
            S3Operation.ListParts => _uploads.ListPartsAsync(ask),
            S3Operation.ListMultipartUploads => _uploads.ListAsync(ask),
            S3Operation.Write => BucketWriteAsync(ask),
            S3Operation.NotAllowed => ask.ErrorAsync(S3Error.MethodNotAllowed),
            _ => ask.ErrorAsync(S3Error.NotImplemented),
        });
    }

    private async Task DescribeAsync(SourceRequest ask, ReadOnlyMemory<byte> answer)
    {
        if (await ask.FoundAsync(await provider.ListAsync(ask.Caller, "", ask.Recorded, ask.Cancellation)) is null)
            return;
        ask.Context.Response.Headers["x-amz-bucket-region"] = region;
        await ask.AnswerAsync(answer);
    }

    private async Task ListAsync(SourceRequest ask)
    {
        var (query, error) = ListingQuery.Parse(ask.Query, ask.Request.Operation == S3Operation.ListObjectsV2);
        if (query is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        if (await ask.FoundAsync(await provider.ListAsync(ask.Caller, query.Prefix, ask.Recorded, ask.Cancellation)) is not { } objects)
            return;
        var page = await SourceListing.PageAsync(objects, query, ask.Cancellation);
        await ask.AnswerAsync(S3Xml.Listing(provider.Bucket, ask.Caller.Principal.Account, query, page));
    }

    private async Task GetAsync(SourceRequest ask)
    {
        var (query, error) = ObjectQuery.Parse(ask.Query, ask.Context.Request.Headers);
        if (query is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        var key = ask.Request.Key;
        if (await FindAsync(ask) is not var (objects, item))
            return;
        await _objects.WriteAsync(
            ask.Context, ServedObject.Of(objects, item), query,
            async cancellation => await provider.ReadAsync(ask.Caller, key, ask.Recorded, cancellation) is ReadOutcome<SourceObjects>.Found,
            (offset, sent) => audit.Meter(new UsageRecord(
                ask.Caller, new Resource.SourceObject(key), null, SourceRequest.Protocol, new ByteRange(offset, offset + sent), sent)));
    }

    private async Task AttributesAsync(SourceRequest ask)
    {
        var (asked, error) = ObjectAttributes.Parse(ask.Context.Request.Headers);
        if (asked is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        if (await FindAsync(ask) is not var (objects, item))
            return;
        ask.Context.Response.Headers.LastModified = item.ModifiedAt.ToString("R");
        await ask.AnswerAsync(S3Xml.Attributes(ServedObject.Of(objects, item), asked));
    }

    private async Task GetTagsAsync(SourceRequest ask)
    {
        if (await FindAsync(ask) is var (_, item))
            await ask.AnswerAsync(SourceXml.Tags(item.Tags));
    }

    private async Task<(SourceObjects Objects, SourceObject Item)?> FindAsync(SourceRequest ask)
    {
        if (await ask.FoundAsync(await provider.ReadAsync(ask.Caller, ask.Request.Key, ask.Recorded, ask.Cancellation)) is not { } objects)
            return null;
        if (await objects.FindAsync(ask.Request.Key, ask.Cancellation) is { } item)
            return (objects, item);
        await ask.ErrorAsync(S3Error.NoSuchKey);
        return null;
    }

    // The bucket is the lakehouse: nobody makes, removes or configures it here.
    private Task BucketWriteAsync(SourceRequest ask)
    {
        if (ask.Request.Key.Length == 0 && ask.Context.Request.Method == HttpMethods.Put && ask.Query.All.Count == 0)
            return ask.ErrorAsync(S3Error.BucketAlreadyOwnedByYou);
        if (ask.Query.All.Count > 0)
            return ask.ErrorAsync(S3Error.NotImplemented);
        audit.TallyRefusal("write", SourceRequest.Protocol);
        return ask.ErrorAsync(S3Error.AccessDenied);
    }
}
