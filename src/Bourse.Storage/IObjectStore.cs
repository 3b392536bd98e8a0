using System.Runtime.CompilerServices;

namespace Bourse.Storage;

/// <summary>
/// Immutable objects by key. An object appears whole and durable or not at all, and never changes. Not a file system: there are no folders,
/// a prefix is a prefix of text. It decides no access.
/// </summary>
public interface IObjectStore : IDisposable
{
    /// <summary>The store's name, the bucket of its <c>s3://</c> locations.</summary>
    string Name { get; }

    /// <summary>Size and time of an object, or null when there is none.</summary>
    ValueTask<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>Opens part of an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="offset">First byte, 0 to the object's length.</param>
    /// <param name="length">Bytes at most; null for all that follow.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A stream of exactly the bytes that exist in the range.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    ValueTask<Stream> OpenReadAsync(ObjectKey key, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>Reads an object of at most 256 MiB: metadata, not data.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>Makes an object, atomically and durably.</summary>
    /// <exception cref="ObjectExistsException">The key is taken.</exception>
    /// <exception cref="StorageException">
    /// The bytes could not be made durable. Nothing is left behind under the key, unless the error is transient: then no answer came back, and the object may be
    /// there, whole, or yet appear.
    /// </exception>
    ValueTask CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Makes an object of a finished local file from <see cref="NewTemporaryPath"/>, atomically and durably. The file is moved in.</summary>
    /// <exception cref="ObjectExistsException">The key is taken; the file stays.</exception>
    /// <exception cref="StorageException">The bytes could not be made durable; transient as in <see cref="CreateAsync"/>. The file stays.</exception>
    ValueTask AdoptAsync(ObjectKey key, string localFile, CancellationToken cancellationToken = default);

    /// <summary>The objects whose key starts with a prefix, in ascending order of the key's UTF-8 bytes.</summary>
    /// <param name="prefix">Any text; empty for all objects.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ListAsync(string, CancellationToken)"/>, from a place on: a store that can does not look at what comes before it.</summary>
    /// <param name="prefix">Any text; empty for all objects.</param>
    /// <param name="after">Any text; only keys whose bytes come after its are listed. Empty for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var info in ListAsync(prefix, cancellationToken))
        {
            if (CodePointOrder.Instance.Compare(info.Key.Value, after) > 0)
                yield return info;
        }
    }

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// A local file with the object's bytes, to read only: the engine reads local files. A remote store's file comes from a bounded cache: it stays until the
    /// holds that were open when it was asked for are disposed (<see cref="HoldLocalFiles"/>), and may go at once when there is none.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="CorruptObjectException">The bytes are not those that were written.</exception>
    /// <exception cref="StorageException">The store failed, or the cache has no room beside the files that are held.</exception>
    ValueTask<string> LocalPathAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps every local file that <see cref="LocalPathAsync"/> gives from now on until the result is disposed. Taken around planning and running a query, so
    /// that the paths in its text stay good. Costs nothing where local files are the objects themselves.
    /// </summary>
    IDisposable HoldLocalFiles() => NoHold.Instance;

    /// <summary>A new path for a file to be adopted, on the store's own file system. What is left there is removed when the store is next opened.</summary>
    /// <param name="suffix">The end of the file's name, such as <c>.parquet</c>.</param>
    string NewTemporaryPath(string suffix);
}
