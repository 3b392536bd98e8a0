using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Frames;

/// <summary>
/// Native memory that grows up to <see cref="FrameFormat.BytesMax"/>, begins at a multiple of 64 bytes and is reused from frame to frame: what a frame is written
/// into and what one is read into. Pointers into it hold until it grows, is filled again or is disposed. Use from one thread at a time.
/// </summary>
public sealed unsafe class FrameBuffer : IDisposable
{
    /// <summary>Bytes of the longest frame, and so of the longest single row.</summary>
    public const int BytesMax = FrameFormat.BytesMax;

    private const int Alignment = 64;
    private const int BytesMin = 1 << 16;

    private byte* data;
    private int capacity;

    /// <summary>Bytes of the frame.</summary>
    public int Length { get; private set; }

    /// <summary>The frame.</summary>
    public ReadOnlySpan<byte> Bytes => new(data, Length);

    internal byte* Data => data;

    /// <summary>Whether the memory is given back.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Empties the buffer and makes room for a frame of a known length, to be filled by the caller.</summary>
    /// <exception cref="DuckDbFrameException">The frame is longer than any may be.</exception>
    public Span<byte> Fill(int length)
    {
        Length = 0;
        return new Span<byte>(Reserve(length), length);
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc />
    public void Dispose()
    {
        IsDisposed = true;
        NativeMemory.AlignedFree(data);
        data = null;
        (capacity, Length) = (0, 0);
    }

    /// <summary>Room for more bytes, which hold anything until they are written.</summary>
    /// <exception cref="DuckDbFrameException">The frame would be longer than any may be.</exception>
    internal byte* Reserve(long bytes)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (bytes < 0 || bytes > FrameFormat.BytesMax - Length)
            throw new DuckDbFrameException($"A frame is at most {FrameFormat.BytesMax} bytes long; one of {Length + bytes} was asked for.");
        var needed = Length + (int)bytes;
        if (needed > capacity)
        {
            capacity = (int)Math.Min(FrameFormat.BytesMax, Math.Max(Math.Max(BytesMin, needed), capacity * 2L));
            data = (byte*)NativeMemory.AlignedRealloc(data, (nuint)capacity, Alignment);
        }
        var at = data + Length;
        Length = needed;
        return at;
    }

    /// <summary>Writes a value.</summary>
    internal void Append<T>(T value)
        where T : unmanaged
    {
        *(T*)Reserve(sizeof(T)) = value;
    }

    /// <summary>Fills up to the next multiple of eight bytes with zeros.</summary>
    internal void Align()
    {
        var missing = -Length & 7;
        new Span<byte>(Reserve(missing), missing).Clear();
    }
}
