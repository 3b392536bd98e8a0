using Bourse.Storage;
using Bourse.Storage.Caching;

namespace Bourse.Projection.Contents;

/// <summary>Virtual objects as local files, for our own engine: made when first asked for, kept in a bounded cache.</summary>
/// <param name="contents">Reads the objects.</param>
/// <param name="folder">The cache's folder, made when first needed.</param>
internal sealed class AssembledFiles(ContentStores contents, string folder) : IDisposable
{
    private const long BytesMax = 16L << 30;

    private readonly Lazy<ReadCache> _cache = new(() => new ReadCache(folder, BytesMax));

    /// <summary>The file of an object. Without a hold it may be removed at once.</summary>
    /// <exception cref="DamagedContentException">The stored bytes are not the recorded ones.</exception>
    public ValueTask<string> LocalPathAsync(VirtualContent content, CancellationToken cancellationToken)
    {
        var wanted = new CachedObject(content.Store, ObjectKey.Parse(content.Key), content.Sha256, content.Length, Sha256: null);
        return _cache.Value.GetAsync(wanted, WriteAsync, cancellationToken);

        async Task WriteAsync(Stream target, CancellationToken cancellation)
        {
            await using var bytes = await contents.OpenReadAsync(content, 0, content.Length, cancellation);
            await bytes.CopyToAsync(target, cancellation);
        }
    }

    /// <summary>Keeps every file given from now on until the result is disposed.</summary>
    public IDisposable Hold() => _cache.Value.Hold();

    /// <summary>Ends what is being made and leaves the files to the next process.</summary>
    public void Dispose()
    {
        if (_cache.IsValueCreated)
            _cache.Value.Dispose();
    }
}
