using Bourse.Storage.Local;

namespace Bourse.Storage.Caching;

/// <summary>
/// Whole objects of a remote store as local files, at most so many bytes, least recently used removed first. One download an object, whoever waits; files given
/// out during a hold stay until it ends. A file appears by rename after its length and digest were checked, and one left by an earlier process is read whole
/// before it is first given. Not a store: everything in it may be deleted while no process runs.
/// </summary>
public sealed class ReadCache : IDisposable
{
    private readonly CacheFolder _folder;
    private readonly CacheContents _contents;
    private readonly Dictionary<string, Task<string>> _filling = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Opens a cache and sweeps what a process that died left unfinished.</summary>
    /// <param name="folder">Its folder, made when missing.</param>
    /// <param name="bytesMax">What the files may have together, in bytes; for each process that uses the folder at once.</param>
    /// <exception cref="StorageException">The folder cannot be made or used.</exception>
    public ReadCache(string folder, long bytesMax)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        _folder = CacheFolder.Claim(Path.GetFullPath(folder));
        _contents = new CacheContents(bytesMax, _folder.Sweep());
    }

    /// <summary>The bytes of the files that are there or being filled.</summary>
    public long BytesUsed => _contents.BytesUsed;

    /// <summary>Keeps every file given from now on until the result is disposed.</summary>
    public IDisposable Hold() => _contents.Hold();

    /// <summary>The local file of an object, filled if need be. Without a hold it may be removed at once.</summary>
    /// <param name="wanted">The object.</param>
    /// <param name="download">Writes the object's bytes; called at most twice, again when the first bytes were wrong.</param>
    /// <param name="cancellationToken">Ends the waiting; a download that others wait for goes on.</param>
    /// <exception cref="CorruptObjectException">Two downloads gave other bytes than recorded.</exception>
    /// <exception cref="StorageException">The object is larger than the cache, all its room is held (transient), the disk is full, or the store failed.</exception>
    public async ValueTask<string> GetAsync(
        CachedObject wanted, Func<Stream, CancellationToken, Task> download, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(download);
        var id = wanted.Id;
        if (_contents.TryGive(id) is { } path)
            return path;

        Task<string> fill;
        lock (_filling)
        {
            if (!_filling.TryGetValue(id, out fill!))
            {
                fill = Task.Run(() => ObtainAsync(id, wanted, download), CancellationToken.None);
                _filling.Add(id, fill);
            }
        }
        return await fill.WaitAsync(cancellationToken);
    }

    /// <summary>Ends downloads and leaves the files to the next process.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        Task[] ending;
        lock (_filling)
            ending = [.. _filling.Values];
        // Each was told to end; how it ended is its waiters' to know.
        Task.WhenAll(ending).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _closing.Dispose();
        _folder.Dispose();
    }

    private async Task<string> ObtainAsync(string id, CachedObject wanted, Func<Stream, CancellationToken, Task> download)
    {
        try
        {
            // Between the look that found nothing and this one, another fill may have ended.
            if (_contents.TryGive(id) is { } present)
                return present;
            return await LeftFile.IsWholeAsync(_contents.FindUnverified(id), wanted, _closing.Token) && _contents.TryVerify(id) is { } kept
                ? kept
                : await FillAsync(id, wanted, download);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"keep '{wanted.Key}' in the read cache", e);
        }
        finally
        {
            lock (_filling)
                _filling.Remove(id);
        }
    }

    private async Task<string> FillAsync(string id, CachedObject wanted, Func<Stream, CancellationToken, Task> download)
    {
        _contents.Remove(id);
        _contents.Reserve(wanted);
        var unfinished = _folder.NewUnfinishedPath();
        try
        {
            var sha256 = await FilledFile.WriteAsync(unfinished, wanted, download, _closing.Token);
            FaultPoint.Reach("storage.cache.publish");
            var path = _folder.PathOf(id, sha256);
            File.Move(unfinished, path, overwrite: true);
            return _contents.Add(new CacheEntry(id, path, wanted.Length, sha256, isVerified: true));
        }
        catch
        {
            _contents.Release(wanted.Length);
            throw;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
