using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Bourse.Storage.S3;

/// <summary>
/// An upload in parts, numbered from 1. Nothing of it is seen before it is completed; disposed before that, it is aborted, so that no part is kept and paid for.
/// A process that is killed leaves its parts: the bucket's lifecycle rule for incomplete uploads removes them.
/// </summary>
internal sealed class S3MultipartUpload : IAsyncDisposable
{
    private readonly S3Bucket _bucket;
    private readonly ObjectKey _key;
    private readonly string _id;
    private readonly ConcurrentDictionary<int, PartETag> _parts = new();
    private bool _isComplete;

    private S3MultipartUpload(S3Bucket bucket, ObjectKey key, string id) => (_bucket, _key, _id) = (bucket, key, id);

    /// <summary>Begins an upload.</summary>
    public static async Task<S3MultipartUpload> StartAsync(S3Bucket bucket, ObjectKey key, S3Mark mark, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket.Options.Bucket,
            Key = bucket.NameOf(key),
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        };
        mark.WriteTo(request.Metadata);
        var started = await bucket.Retries.RunAsync($"begin to upload '{key}'", token => bucket.Client.InitiateMultipartUploadAsync(request, token), cancellationToken);
        FaultPoint.Reach("storage.s3.parts.started");
        return new S3MultipartUpload(bucket, key, started.UploadId);
    }

    /// <summary>Sends a part with its digest, again if need be: the last sending of a number counts.</summary>
    public async Task SendAsync(int number, Func<Stream> open, CancellationToken cancellationToken)
    {
        string sha256;
        await using (var content = open())
            sha256 = Convert.ToBase64String(await SHA256.HashDataAsync(content, cancellationToken));
        var etag = await _bucket.Retries.RunAsync($"upload part {number} of '{_key}'", async token =>
        {
            await using var content = open();
            var request = new UploadPartRequest
            {
                BucketName = _bucket.Options.Bucket,
                Key = _bucket.NameOf(_key),
                UploadId = _id,
                PartNumber = number,
                PartSize = content.Length,
                InputStream = content,
                UseChunkEncoding = false,
                ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                ChecksumSHA256 = sha256,
            };
            FaultPoint.Reach("storage.s3.part.send");
            return (await _bucket.Client.UploadPartAsync(request, token)).ETag;
        }, cancellationToken);
        _parts[number] = new PartETag(number, etag) { ChecksumSHA256 = sha256 };
    }

    /// <summary>Makes the object of the parts sent.</summary>
    /// <returns>False when the key is taken or the upload is gone: an attempt whose answer was lost may have completed it.</returns>
    public async Task<bool> TryCompleteAsync(string? condition, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _bucket.Options.Bucket,
            Key = _bucket.NameOf(_key),
            UploadId = _id,
            IfNoneMatch = condition,
            PartETags = [.. _parts.OrderBy(p => p.Key).Select(p => p.Value)],
        };
        FaultPoint.Reach("storage.s3.parts.complete");
        _isComplete = await _bucket.Retries.RunAsync($"finish the upload of '{_key}'", async token =>
        {
            try
            {
                await _bucket.Client.CompleteMultipartUploadAsync(request, token);
                return true;
            }
            catch (AmazonS3Exception e) when (S3Failure.Is(e, HttpStatusCode.PreconditionFailed) || e.ErrorCode == "NoSuchUpload")
            {
                return false;
            }
        }, cancellationToken);
        FaultPoint.Reach("storage.s3.parts.done");
        return _isComplete;
    }

    /// <summary>Aborts what was not completed. A failure is not reported over the one that led here; the bucket's lifecycle rule removes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isComplete)
            return;
        try
        {
            await _bucket.Client.AbortMultipartUploadAsync(_bucket.Options.Bucket, _bucket.NameOf(_key), _id, CancellationToken.None);
        }
        catch (Exception e) when (S3Failure.IsFailure(e))
        {
            // What is being reported is why the upload was given up.
        }
    }
}
