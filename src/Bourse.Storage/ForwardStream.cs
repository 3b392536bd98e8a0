namespace Bourse.Storage;

/// <summary>A stream that is read once, forward, asynchronously or not, and never written. Derived types give the asynchronous read.</summary>
internal abstract class ForwardStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The remote side knows only asynchronous reads; no caller of ours reads this way.
    public sealed override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read forward only.");

    public sealed override void Flush() { }

    public sealed override void SetLength(long value) => throw new NotSupportedException("Objects do not change.");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Objects do not change.");
}
