using System.Net;
using System.Security.Cryptography;

namespace Bourse.Storage.S3;

/// <summary>
/// Finds out, once, whether the service keeps <c>If-None-Match: *</c> for objects and for uploads in parts: many accept the header and overwrite. It makes an
/// object of a random name and tries to make it again both ways; each has to be refused.
/// </summary>
internal sealed class ConditionalWrites(S3Bucket bucket, RandomNumberGenerator random) : IDisposable
{
    /// <summary>What the names of probe objects start with, below the store's prefix. They are removed at once and never listed.</summary>
    public const string ProbePrefix = ".bourse-probe-";

    private readonly SemaphoreSlim _probing = new(1, 1);
    private volatile bool _areKept;

    /// <summary>Returns once it is known that the service keeps conditions.</summary>
    /// <exception cref="StorageException">It does not, or did not answer.</exception>
    public async ValueTask RequireAsync(CancellationToken cancellationToken)
    {
        if (_areKept)
            return;
        await _probing.WaitAsync(cancellationToken);
        try
        {
            if (_areKept)
                return;
            if (await ProbeAsync(cancellationToken) is { } ignored)
                throw new StorageException(
                    $"The service of the store '{bucket.Options.Name}' does not keep If-None-Match for {ignored}, so objects could be overwritten. Use one that does, "
                        + "or set singleWriter if this process alone writes to the store.", isTransient: false);
            _areKept = true;
        }
        finally
        {
            _probing.Release();
        }
    }

    public void Dispose() => _probing.Dispose();

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        var key = ObjectKey.Parse(ProbePrefix + RandomHex.New(random));
        var content = new S3Content(() => new MemoryStream([0]), new S3Mark(RandomHex.New(random), Convert.ToHexStringLower(SHA256.HashData([0]))));
        await bucket.TryPutAsync(key, content, condition: null, cancellationToken);
        try
        {
            if (!await IsRefusedAsync(() => bucket.TryPutAsync(key, content, S3Content.OnlyNew, cancellationToken)))
                return "objects";
            await using var upload = await S3MultipartUpload.StartAsync(bucket, key, content.Mark, cancellationToken);
            await upload.SendAsync(1, content.Open, cancellationToken);
            return await IsRefusedAsync(() => upload.TryCompleteAsync(S3Content.OnlyNew, cancellationToken)) ? null : "uploads in parts";
        }
        finally
        {
            await bucket.DeleteAsync(key, CancellationToken.None);
        }
    }

    private static async Task<bool> IsRefusedAsync(Func<Task<bool>> tryWrite)
    {
        try
        {
            return !await tryWrite();
        }
        catch (StorageException e) when (e.InnerException is { } answer && S3Failure.Is(answer, HttpStatusCode.NotImplemented))
        {
            return false;
        }
    }
}
