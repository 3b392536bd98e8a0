using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Storage.S3;

/// <summary>
/// Makes objects, never over others. A request whose answer was lost is sent again with its condition; when that is refused, the object's write id tells
/// whether the first one had made it, so a create succeeds exactly when its own write is what is there.
/// </summary>
internal sealed class S3Writes(S3Bucket bucket, RandomNumberGenerator random) : IDisposable
{
    private const int PartsMax = 10_000;
    private readonly ConditionalWrites _conditions = new(bucket, random);

    public void Dispose() => _conditions.Dispose();

    /// <exception cref="ObjectExistsException">The key is taken.</exception>
    public async Task CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var condition = await ConditionAsync(key, cancellationToken);
        var mark = NewMark(SHA256.HashData(content.Span));
        var isMade = await bucket.TryPutAsync(key, new S3Content(() => Readable(content), mark), condition, cancellationToken);
        await RequireOwnAsync(key, mark, isMade, cancellationToken);
    }

    /// <exception cref="ObjectExistsException">The key is taken.</exception>
    public async Task AdoptAsync(ObjectKey key, string file, CancellationToken cancellationToken)
    {
        var condition = await ConditionAsync(key, cancellationToken);
        var length = new FileInfo(file).Length;
        byte[] sha256;
        await using (var whole = Part(file, 0, length))
            sha256 = await SHA256.HashDataAsync(whole, cancellationToken);
        var mark = NewMark(sha256);
        var isMade = length > bucket.Options.MultipartAboveBytes
            ? await TryInPartsAsync(key, file, mark, condition, cancellationToken)
            : await bucket.TryPutAsync(key, new S3Content(() => Part(file, 0, length), mark), condition, cancellationToken);
        await RequireOwnAsync(key, mark, isMade, cancellationToken);
    }

    private async Task<bool> TryInPartsAsync(ObjectKey key, string file, S3Mark mark, string? condition, CancellationToken cancellationToken)
    {
        // The condition is looked at when all is sent; what is refused then is known now in most cases.
        if (await bucket.HeadAsync(key, cancellationToken) is not null)
            return false;
        var length = new FileInfo(file).Length;
        var partBytes = Math.Max(bucket.Options.PartBytes, (length + PartsMax - 1) / PartsMax);
        var parts = (int)((length + partBytes - 1) / partBytes);
        await using var upload = await S3MultipartUpload.StartAsync(bucket, key, mark, cancellationToken);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, parts),
            new ParallelOptions { MaxDegreeOfParallelism = bucket.Options.PartsAtOnce, CancellationToken = cancellationToken },
            async (part, token) =>
            {
                var start = part * partBytes;
                await upload.SendAsync(part + 1, () => Part(file, start, Math.Min(partBytes, length - start)), token);
            });
        return await upload.TryCompleteAsync(condition, cancellationToken);
    }

    private async ValueTask<string?> ConditionAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!bucket.Options.SingleWriter)
        {
            await _conditions.RequireAsync(cancellationToken);
            return S3Content.OnlyNew;
        }
        // Racy against another writer, which the setting rules out.
        return await bucket.HeadAsync(key, cancellationToken) is null ? null : throw new ObjectExistsException(key);
    }

    private async Task RequireOwnAsync(ObjectKey key, S3Mark mark, bool isMade, CancellationToken cancellationToken)
    {
        if (isMade)
            return;
        var head = await bucket.HeadAsync(key, cancellationToken);
        if (head is null)
            throw new StorageException($"Cannot write '{key}' in the store '{bucket.Options.Name}': it was there and was removed meanwhile.", isTransient: true);
        if (head.WriteId != mark.WriteId)
            throw new ObjectExistsException(key);
    }

    private S3Mark NewMark(byte[] sha256) => new(RandomHex.New(random), Convert.ToHexStringLower(sha256));

    private static FileRangeStream Part(string file, long start, long length) =>
        new(File.OpenHandle(file, options: FileOptions.Asynchronous), start, length);

    private static MemoryStream Readable(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);
}
