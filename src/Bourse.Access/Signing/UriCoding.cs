using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>Percent-encoding as SigV4 wants it: everything but the unreserved characters of RFC 3986 section 2.3 is encoded, in upper case.</summary>
public static class UriCoding
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Decodes once. Refuses a broken escape, and bytes that are not UTF-8: two readers could disagree about them.</summary>
    /// <param name="raw">The text as sent.</param>
    /// <param name="plusIsSpace">Whether <c>+</c> stands for a space, as in a query.</param>
    /// <param name="decoded">The decoded text.</param>
    public static bool TryDecode(ReadOnlySpan<char> raw, bool plusIsSpace, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        if (!raw.ContainsAny('%', '+') && Ascii.IsValid(raw))
        {
            decoded = raw.ToString();
            return true;
        }
        var bytes = ArrayPool<byte>.Shared.Rent(StrictUtf8.GetMaxByteCount(raw.Length));
        try
        {
            var length = DecodeBytes(raw, plusIsSpace, bytes);
            if (length < 0) return false;
            decoded = StrictUtf8.GetString(bytes, 0, length);
            return true;
        }
        catch (ArgumentException)
        {
            // The strict encoding's way of saying that surrogates or bytes do not form characters.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Appends the text's UTF-8 bytes, encoded.</summary>
    internal static void AppendEncoded(SigningBuffer buffer, ReadOnlySpan<char> text)
    {
        var rest = text;
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAnyExcept(Unreserved);
            if (plain < 0)
            {
                buffer.Append(rest);
                return;
            }
            buffer.Append(rest[..plain]);
            Rune.DecodeFromUtf16(rest[plain..], out var rune, out var consumed);
            AppendEscaped(buffer, rune);
            rest = rest[(plain + consumed)..];
        }
    }

    /// <summary>The text, encoded.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Unreserved)) return text;
        using var buffer = new SigningBuffer();
        AppendEncoded(buffer, text);
        return Encoding.ASCII.GetString(buffer.Written);
    }

    private static void AppendEscaped(SigningBuffer buffer, Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var length = rune.EncodeToUtf8(utf8);
        foreach (var value in utf8[..length])
        {
            buffer.Append((byte)'%');
            buffer.Append((byte)"0123456789ABCDEF"[value >> 4]);
            buffer.Append((byte)"0123456789ABCDEF"[value & 15]);
        }
    }

    private static int DecodeBytes(ReadOnlySpan<char> raw, bool plusIsSpace, Span<byte> bytes)
    {
        var length = 0;
        for (var index = 0; index < raw.Length; index++)
        {
            var character = raw[index];
            if (character == '%')
            {
                if (index + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[index + 1]) || !char.IsAsciiHexDigit(raw[index + 2])) return -1;
                bytes[length++] = (byte)((HexValue(raw[index + 1]) << 4) | HexValue(raw[index + 2]));
                index += 2;
            }
            else if (char.IsAscii(character))
            {
                bytes[length++] = (byte)(plusIsSpace && character == '+' ? ' ' : character);
            }
            else
            {
                var width = char.IsHighSurrogate(character) && index + 1 < raw.Length ? 2 : 1;
                length += StrictUtf8.GetBytes(raw.Slice(index, width), bytes[length..]);
                index += width - 1;
            }
        }
        return length;
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
