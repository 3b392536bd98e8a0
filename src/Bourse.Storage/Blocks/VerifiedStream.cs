using System.Buffers;

namespace Bourse.Storage.Blocks;

/// <summary>The bytes from start to end of an object, block by block, each checked before it is given.</summary>
internal sealed class VerifiedStream(Stream source, string storeName, ObjectKey key, BlockDigests digests, long start, long end) : ForwardStream
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(BlockDigests.BlockBytes);
    // The block in the buffer; before the first read there is none.
    private int _block = -1;
    private long _given;

    public override long Length => end - start;

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException("The stream is read forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        var position = start + _given;
        var wanted = (int)Math.Min(buffer.Length, end - position);
        if (wanted == 0)
            return 0;
        var block = (int)(position / BlockDigests.BlockBytes);
        if (block != _block)
            await FillAsync(_buffer, block, cancellationToken);
        var within = (int)(position % BlockDigests.BlockBytes);
        var given = Math.Min(wanted, digests.LengthOf(block) - within);
        _buffer.AsMemory(within, given).CopyTo(buffer);
        _given += given;
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(byte[] buffer, int block, CancellationToken cancellationToken)
    {
        // A read that fails leaves half a block: whatever is asked next starts over and fails too, since the source has moved on.
        _block = -1;
        var expected = digests.LengthOf(block);
        var read = await source.ReadAtLeastAsync(buffer.AsMemory(0, expected), expected, throwOnEndOfStream: false, cancellationToken);
        if (read < expected)
            throw new CorruptObjectException(storeName, key, block, $"it has {read} bytes instead of {expected}");
        if (!digests.Matches(block, buffer.AsSpan(0, expected)))
            throw new CorruptObjectException(storeName, key, block, "its digest is not the recorded one");
        _block = block;
    }
}
