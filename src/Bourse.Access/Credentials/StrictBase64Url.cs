using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Bourse.Access.Credentials;

/// <summary>
/// Base64url as RFC 7515 section 2 wants it: no padding, no white space, unused bits zero. So each byte string has one spelling, and a
/// changed character
/// is always noticed. The framework's decoder is laxer.
/// </summary>
internal static class StrictBase64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')) return false;
        }
        if (text.Length % 4 == 1) return false;
        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var length) != OperationStatus.Done) return false;
        var exact = decoded.AsSpan(0, length).ToArray();
        if (!text.SequenceEqual(Base64Url.EncodeToString(exact))) return false;
        bytes = exact;
        return true;
    }
}
