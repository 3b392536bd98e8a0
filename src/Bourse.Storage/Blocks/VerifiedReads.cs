namespace Bourse.Storage.Blocks;

/// <summary>Reads that hand out only bytes whose block was checked.</summary>
public static class VerifiedReads
{
    /// <summary>Opens part of an object like <see cref="IObjectStore.OpenReadAsync"/>; reads whole blocks and checks each before any of its bytes is given.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object.</param>
    /// <param name="digests">Taken when it was written.</param>
    /// <param name="offset">First byte, 0 or more.</param>
    /// <param name="length">Bytes at most; null for all that follow.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A stream whose reads throw <see cref="CorruptObjectException"/> at the first block that differs.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public static async ValueTask<Stream> OpenVerifiedAsync(
        this IObjectStore store, ObjectKey key, BlockDigests digests, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(digests);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        var start = Math.Min(offset, digests.Length);
        var wanted = Math.Min(length ?? long.MaxValue, digests.Length - start);
        var (first, count) = digests.BlocksAround(start, wanted);
        return Over(await store.OpenReadAsync(key, first, count, cancellationToken), store.Name, key, digests, start, wanted);
    }

    /// <summary>
    /// Part of an object out of a stream of the blocks around it (<see cref="BlockDigests.BlocksAround"/>), each checked before any of its bytes is given.
    /// </summary>
    /// <param name="blocks">The blocks; disposed with the result.</param>
    /// <param name="storeName">Where they are from, for errors.</param>
    /// <param name="key">The object, for errors.</param>
    /// <param name="digests">Taken when it was written.</param>
    /// <param name="offset">First byte, inside the object.</param>
    /// <param name="length">Bytes, inside the object.</param>
    /// <returns>A stream whose reads throw <see cref="CorruptObjectException"/> at the first block that differs.</returns>
    public static Stream Over(Stream blocks, string storeName, ObjectKey key, BlockDigests digests, long offset, long length) =>
        new VerifiedStream(blocks, storeName, key, digests, offset, offset + length);
}
