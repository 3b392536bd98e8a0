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
        var end = length is { } wanted && wanted < digests.Length - start ? start + wanted : digests.Length;
        var first = start / BlockDigests.BlockBytes * BlockDigests.BlockBytes;
        var last = end == start ? first : Math.Min(digests.Length, ((end - 1) / BlockDigests.BlockBytes + 1) * BlockDigests.BlockBytes);
        var source = await store.OpenReadAsync(key, first, last - first, cancellationToken);
        return new VerifiedStream(source, store.Name, key, digests, start, end);
    }
}
