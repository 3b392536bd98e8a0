using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>Content on its way in: an unfinished file of the store that nobody sees, gone when it is disposed of unless it was published.</summary>
public sealed class StagedObject : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    [SuppressMessage("Security", "CA5351", Justification = "S3's entity tags are MD5s; they find accidents.")]
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private byte[]? _digest;

    internal StagedObject(IObjectStore store)
    {
        _path = store.NewTemporaryPath(".upload");
        FaultPoint.Reach("objects.stage");
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }

    /// <summary>How much was written, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The MD5 of what was written. After this nothing more is.</summary>
    public ReadOnlySpan<byte> Md5 => _digest ??= _md5.GetHashAndReset();

    /// <summary>The MD5 in lower-case hexadecimal.</summary>
    public string ETag => Convert.ToHexStringLower(Md5);

    /// <summary>Writes content.</summary>
    /// <exception cref="StorageException">It cannot be written, for example because the disk is full.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await _file.WriteAsync(content, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StorageException($"An upload could not be written: {e.Message}", isTransient: false, e);
        }
        _md5.AppendData(content.Span);
        Length += content.Length;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _md5.Dispose();
        File.Delete(_path);
    }

    /// <summary>Makes a store object of it, durably. Nothing names that yet.</summary>
    internal async Task<string> PublishAsync(IObjectStore store, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        await _file.DisposeAsync();
        var name = RandomHex.New(random);
        var key = $"{IndexedObjectStore.Folder}{name[..2]}/{name}";
        await store.AdoptAsync(ObjectKey.Parse(key), _path, cancellationToken);
        FaultPoint.Reach("objects.published");
        return key;
    }
}
