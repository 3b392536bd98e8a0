using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Bourse.Storage.Local;

/// <summary>
/// Objects as files below one folder: <c>objects/</c> holds them by key, <c>tmp/</c> what is being written. A file gets its name by link(2) after
/// it was flushed, then its folder is flushed. One key may not be a folder of another (<c>a</c> and <c>a/b</c>). Not for network file systems.
/// </summary>
public sealed class LocalObjectStore : IObjectStore
{
    private const int DurableFoldersMax = 10_000;
    private readonly ConcurrentDictionary<string, bool> _durableFolders = new(StringComparer.Ordinal);
    private readonly string _objects;
    private readonly TemporaryFolder _temporary;

    /// <summary>Opens a store, making its folders, and removes what a process that died left unfinished.</summary>
    /// <param name="name">The store's name in locations: 1 to 63 lower-case letters, digits and hyphens.</param>
    /// <param name="root">The folder.</param>
    /// <param name="random">Makes the names of unfinished files.</param>
    /// <exception cref="StorageException">The folder cannot be made or used.</exception>
    public LocalObjectStore(string name, string root, RandomNumberGenerator random)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(random);
        Name = StoreName.Check(name);
        var path = Path.GetFullPath(root);
        _objects = Path.Combine(path, "objects");
        try
        {
            Directory.CreateDirectory(_objects);
            _temporary = new TemporaryFolder(Path.Combine(path, "tmp"), random);
            DirectorySync.Flush(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"open the store '{name}'", e);
        }
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ValueTask<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Info(key, new FileInfo(PathOf(key))));

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ObjectKey key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        try
        {
            var file = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
            var available = Math.Max(0, RandomAccess.GetLength(file) - offset);
            return ValueTask.FromResult<Stream>(new FileRangeStream(file, offset, Math.Min(length ?? available, available)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(key, e) ?? IoFailure.Translate($"read '{key}'", e);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        await using var stream = await OpenReadAsync(key, 0, null, cancellationToken);
        ReadAllLimit.Check(key, stream.Length);
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    /// <inheritdoc />
    public async ValueTask CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (File.Exists(PathOf(key)))
            throw new ObjectExistsException(key);

        var unfinished = NewTemporaryPath("");
        try
        {
            FaultPoint.Reach("storage.create.write");
            using (var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await RandomAccess.WriteAsync(file, content, 0, cancellationToken);
                FaultPoint.Reach("storage.create.flush");
                RandomAccess.FlushToDisk(file);
            }
            Publish(key, unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"write '{key}'", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc />
    public ValueTask AdoptAsync(ObjectKey key, string localFile, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localFile);
        if (!_temporary.Contains(localFile))
            throw new ArgumentException("Only files made at a path of NewTemporaryPath are adopted.", nameof(localFile));

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            FaultPoint.Reach("storage.adopt.flush");
            using (var file = File.OpenHandle(localFile, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(file);
            Publish(key, localFile);
            File.Delete(localFile);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"adopt '{key}'", e);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) => ListAsync(prefix, "", cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        foreach (var info in ObjectListing.Below(_objects, "", prefix, after))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return info;
        }
        await Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
                FaultPoint.Reach("storage.delete.flush");
                DirectorySync.Flush(Path.GetDirectoryName(path)!);
            }
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"delete '{key}'", e);
        }
    }

    /// <inheritdoc />
    public ValueTask<string> LocalPathAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        return File.Exists(path) ? ValueTask.FromResult(path) : throw new ObjectNotFoundException(Name, key);
    }

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => _temporary.NewPath(suffix);

    /// <summary>Gives up the unfinished files and lets other processes remove them.</summary>
    public void Dispose() => _temporary.Dispose();

    /// <summary>Names a flushed file and makes the name durable, with those of folders made on the way.</summary>
    private void Publish(ObjectKey key, string finished)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        FaultPoint.Reach("storage.publish.link");
        if (!HardLink.TryCreate(finished, path))
            throw new ObjectExistsException(key);
        FaultPoint.Reach("storage.publish.flush");
        DirectorySync.Flush(folder);
        FaultPoint.Reach("storage.publish.done");
    }

    // That a folder exists does not tell that its parent was flushed: whoever made it may not have come to that yet, or have died before.
    private void CreateFolder(string folder)
    {
        if (_durableFolders.ContainsKey(folder))
            return;

        var parent = Path.GetDirectoryName(folder)!;
        if (folder != _objects)
            CreateFolder(parent);
        Directory.CreateDirectory(folder);
        DirectorySync.Flush(parent);
        if (_durableFolders.Count >= DurableFoldersMax)
            _durableFolders.Clear();
        _durableFolders.TryAdd(folder, true);
    }

    private string PathOf(ObjectKey key) => Path.Combine(_objects, key.Value);

    private ObjectNotFoundException? Missing(ObjectKey key, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(PathOf(key)) ? new ObjectNotFoundException(Name, key) : null;

    private static ObjectInfo? Info(ObjectKey key, FileInfo file) =>
        file.Exists ? new ObjectInfo(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
}
