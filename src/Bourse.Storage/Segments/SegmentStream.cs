namespace Bourse.Storage.Segments;

/// <summary>The bytes of segments, one after the other; at most one object is open at a time.</summary>
internal sealed class SegmentStream(IReadOnlyList<ObjectSegment> segments) : ForwardStream
{
    private Stream? _source;
    private int _next;
    private long _sourceLeft;
    private long _given;
    private bool _isDisposed;

    public override long Length { get; } = segments.Sum(s => s.Length);

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException("The stream is read forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (buffer.IsEmpty || (_sourceLeft == 0 && !await OpenNextAsync(cancellationToken)))
            return 0;
        var read = await _source!.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _sourceLeft)], cancellationToken);
        if (read == 0)
        {
            var segment = segments[_next - 1];
            throw new StorageException($"The object '{segment.Key}' of the store '{segment.Store.Name}' ended {_sourceLeft} bytes early.", isTransient: false);
        }
        _sourceLeft -= read;
        _given += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            _source?.Dispose();
            _source = null;
        }
        base.Dispose(disposing);
    }

    private async ValueTask<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        if (_source is { } ended)
        {
            _source = null;
            await ended.DisposeAsync();
        }
        if (_next == segments.Count)
            return false;
        var segment = segments[_next];
        _source = await segment.Store.OpenReadAsync(segment.Key, segment.Offset, segment.Length, cancellationToken);
        _sourceLeft = segment.Length;
        _next++;
        return true;
    }
}
