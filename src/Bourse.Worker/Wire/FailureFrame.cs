using System.Buffers.Binary;
using System.Text;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;

namespace Bourse.Worker.Wire;

/// <summary>A refusal of the engine: u32 kind, then the message in UTF-8, cut to a length.</summary>
public static class FailureFrame
{
    private const int CharactersMax = 4000;

    /// <summary>Writes it.</summary>
    public static byte[] Write(DuckDbErrorType type, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = Encoding.UTF8.GetBytes(message.Length > CharactersMax ? message[..CharactersMax] : message);
        var frame = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, (int)type);
        text.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>Reads it. What would move a terminal's cursor or is no text becomes a question mark; lines stay lines.</summary>
    /// <exception cref="DuckDbFrameException">It is malformed.</exception>
    public static DuckDbException Read(ReadOnlySpan<byte> frame)
    {
        var type = frame.Length >= 4 ? (DuckDbErrorType)BinaryPrimitives.ReadInt32LittleEndian(frame) : DuckDbErrorType.Invalid;
        if (!Enum.IsDefined(type) || frame.Length is < 4 or > 4 + (CharactersMax * 3))
            throw new DuckDbFrameException("A failure is malformed.");
        var text = Encoding.UTF8.GetString(frame[4..]);
        return new DuckDbException(type, string.Concat(text.Select(each => char.IsControl(each) && each != '\n' ? '?' : each)));
    }
}
