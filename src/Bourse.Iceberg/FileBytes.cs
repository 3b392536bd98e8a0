using Microsoft.Win32.SafeHandles;

namespace Bourse.Iceberg;

/// <summary>Reads ranges of local files whole: the system may give less than was asked for.</summary>
internal static class FileBytes
{
    /// <summary>Fills a buffer from an offset.</summary>
    /// <exception cref="EndOfStreamException">The file ends before the range.</exception>
    public static void Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
                throw new EndOfStreamException($"The file ends {buffer.Length} bytes before the range that was asked for.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
