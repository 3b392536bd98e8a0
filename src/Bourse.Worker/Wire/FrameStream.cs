using System.Buffers.Binary;
using Bourse.DuckDb.Frames;

namespace Bourse.Worker.Wire;

/// <summary>Frames over a pair of pipes: u32 length of the content, u32 kind, the content. Use each direction from one thread at a time.</summary>
/// <param name="input">What is read.</param>
/// <param name="output">What is written.</param>
public sealed class FrameStream(Stream input, Stream output)
{
    private const int HeadBytes = 8;

    /// <summary>Writes a frame; it is on its way when this returns.</summary>
    public void Write(FrameKind kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], (int)kind);
        output.Write(head);
        output.Write(content);
        output.Flush();
    }

    /// <summary>Reads a frame into the buffer.</summary>
    /// <returns>What it is; null when the other side ended instead.</returns>
    /// <exception cref="DuckDbFrameException">It is longer than any may be.</exception>
    public FrameKind? Read(FrameBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Span<byte> head = stackalloc byte[HeadBytes];
        if (input.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
            return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        // Memory is taken as bytes arrive in part only: a length alone may cost one frame at most, which is bounded.
        var content = buffer.Fill((int)Math.Min(length, int.MaxValue));
        return input.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length ? null
            : (FrameKind)BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
    }
}
