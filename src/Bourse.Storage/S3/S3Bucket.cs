using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Bourse.Storage.S3;

/// <summary>The objects of one store in their bucket: names, and the requests that change nothing or may be repeated freely.</summary>
internal sealed class S3Bucket(S3StoreOptions options, IAmazonS3 client, S3Retries retries)
{
    private const int NameBytesMax = 1024;
    private readonly string _prefix = options.Prefix is { } prefix ? prefix + "/" : "";

    public S3StoreOptions Options => options;

    public IAmazonS3 Client => client;

    public S3Retries Retries => retries;

    /// <summary>The object's name in the bucket.</summary>
    /// <exception cref="StorageException">With the store's prefix it is longer than the service takes.</exception>
    public string NameOf(ObjectKey key)
    {
        var name = _prefix + key;
        return System.Text.Encoding.UTF8.GetByteCount(name) <= NameBytesMax
            ? name
            : throw new StorageException($"The key '{key}' with the prefix '{_prefix}' is longer than the {NameBytesMax} bytes of an S3 name.", isTransient: false);
    }

    /// <summary>What the service knows of an object, or null when there is none.</summary>
    public Task<S3ObjectHead?> HeadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        retries.RunAsync($"look up '{key}'", async token =>
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = NameOf(key) };
                return S3ObjectHead.Of(key, await client.GetObjectMetadataAsync(request, token));
            }
            catch (AmazonS3Exception e) when (S3Failure.Is(e, HttpStatusCode.NotFound))
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Begins to read bytes of an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="range">First and last byte; the last may lie behind the end. Null for the whole object.</param>
    /// <param name="etag">The version that was begun; null for any.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer; null when the object ends before the range begins.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public Task<GetObjectResponse?> GetAsync(ObjectKey key, (long First, long Last)? range, string? etag, CancellationToken cancellationToken) =>
        retries.RunAsync($"read '{key}'", async token =>
        {
            try
            {
                var request = new GetObjectRequest { BucketName = options.Bucket, Key = NameOf(key), EtagToMatch = etag };
                if (range is { } bytes)
                    request.ByteRange = new ByteRange(bytes.First, bytes.Last);
                var response = await client.GetObjectAsync(request, token);
                return IsRange(response, range) ? response : throw IgnoredRange(response, key);
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
            {
                throw new ObjectNotFoundException(options.Name, key);
            }
            catch (AmazonS3Exception e) when (S3Failure.Is(e, HttpStatusCode.RequestedRangeNotSatisfiable))
            {
                return null;
            }
            catch (AmazonS3Exception e) when (S3Failure.Is(e, HttpStatusCode.PreconditionFailed))
            {
                throw new StorageException($"The object '{key}' in the store '{options.Name}' was replaced while it was read.", isTransient: true, e);
            }
        }, cancellationToken);

    /// <summary>The objects whose key starts with a prefix, in the order of their UTF-8 bytes.</summary>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        string? before = null;
        do
        {
            var request = new ListObjectsV2Request
            {
                BucketName = options.Bucket,
                Prefix = _prefix + prefix,
                ContinuationToken = continuation,
                StartAfter = after.Length > 0 ? _prefix + after : null,
            };
            var page = await retries.RunAsync("list objects", token => client.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                // Catalogues and resumable deletions rely on the order, which some services do not keep.
                if (before is not null && CodePointOrder.Instance.Compare(before, item.Key) >= 0)
                    throw new StorageException($"The store '{options.Name}' lists '{item.Key}' after '{before}', not in the order of their bytes.", isTransient: false);
                before = item.Key;
                if (TryInfo(item) is { } info)
                    yield return info;
            }
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);
    }

    /// <summary>Writes an object in one request.</summary>
    /// <param name="key">The object.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="condition"><see cref="S3Content.OnlyNew"/>, or null to write over what is there.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>False when the condition does not hold: the key is taken, maybe by an attempt of this very call whose answer was lost.</returns>
    public Task<bool> TryPutAsync(ObjectKey key, S3Content content, string? condition, CancellationToken cancellationToken) =>
        retries.RunAsync($"write '{key}'", async token =>
        {
            await using var stream = content.Open();
            try
            {
                FaultPoint.Reach("storage.s3.put.send");
                await client.PutObjectAsync(PutRequest(key, stream, content.Mark, condition), token);
                FaultPoint.Reach("storage.s3.put.done");
                return true;
            }
            catch (AmazonS3Exception e) when (S3Failure.Is(e, HttpStatusCode.PreconditionFailed))
            {
                return false;
            }
        }, cancellationToken);

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        retries.RunAsync($"delete '{key}'", token => client.DeleteObjectAsync(options.Bucket, NameOf(key), token), cancellationToken);

    private PutObjectRequest PutRequest(ObjectKey key, Stream content, S3Mark mark, string? condition)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = NameOf(key),
            InputStream = content,
            AutoCloseStream = false,
            IfNoneMatch = condition,
            // A plain body is signed with its digest, so the service refuses one that was damaged on the way.
            UseChunkEncoding = false,
            ChecksumSHA256 = Convert.ToBase64String(Convert.FromHexString(mark.Sha256)),
        };
        mark.WriteTo(request.Metadata);
        return request;
    }

    private ObjectInfo? TryInfo(S3Object item)
    {
        var text = item.Key.StartsWith(_prefix, StringComparison.Ordinal) ? item.Key[_prefix.Length..] : "";
        // Consoles mark empty folders by a name that ends with a slash; a probe may have been left by a process that was killed.
        if (text.EndsWith('/') || text.StartsWith(ConditionalWrites.ProbePrefix, StringComparison.Ordinal))
            return null;
        return ObjectKey.TryParse(text, out var key)
            ? new ObjectInfo(key, item.Size ?? 0, new DateTimeOffset(DateTime.SpecifyKind(item.LastModified ?? default, DateTimeKind.Utc)))
            : throw new StorageException($"The store '{options.Name}' holds an object that no key can name; remove it.", isTransient: false);
    }

    private static bool IsRange(GetObjectResponse response, (long First, long Last)? range) =>
        range is not { } wanted || (response.ContentRange?.StartsWith($"bytes {wanted.First}-", StringComparison.Ordinal) ?? false);

    private StorageException IgnoredRange(GetObjectResponse response, ObjectKey key)
    {
        response.Dispose();
        return new StorageException($"The store '{options.Name}' answered a request for a range of '{key}' with other bytes.", isTransient: false);
    }
}
