using System.Buffers;
using Bourse.Storage.Blocks;

namespace Bourse.Projection.Contents;

/// <summary>A virtual object of which each block is compared with its digest the first time it is wanted; for many readers at once.</summary>
internal sealed class CheckedLayout(VirtualContent content, VirtualLayout layout, ContentStores contents)
{
    // A block that two readers check at once is checked twice, with one result.
    private readonly bool[] _checked = new bool[layout.Digests.BlockCount];

    /// <summary>Opens a range inside the object, whose blocks are all right.</summary>
    /// <exception cref="DamagedContentException">One is not.</exception>
    public async Task<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken)
    {
        if (length > 0)
            await CheckAsync((int)(offset / BlockDigests.BlockBytes), (int)((offset + length - 1) / BlockDigests.BlockBytes), cancellationToken);
        return Open(offset, length);
    }

    private async Task CheckAsync(int first, int last, CancellationToken cancellationToken)
    {
        while (first <= last && _checked[first])
            first++;
        while (last >= first && _checked[last])
            last--;
        if (first > last)
            return;
        var start = (long)first * BlockDigests.BlockBytes;
        var end = ((long)last * BlockDigests.BlockBytes) + layout.Digests.LengthOf(last);
        await using var stream = Open(start, end - start);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockDigests.BlockBytes);
        try
        {
            for (var block = first; block <= last; block++)
            {
                var bytes = buffer.AsMemory(0, layout.Digests.LengthOf(block));
                await stream.ReadExactlyAsync(bytes, cancellationToken);
                if (!layout.Digests.Matches(block, bytes.Span))
                    throw DamagedContentException.Of(content);
                _checked[block] = true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Stream Open(long offset, long length) => contents.Open(layout.Slice(offset, length));
}
