using System.Buffers;

namespace Bourse.Access.Signing;

/// <summary>A SHA-256 or an HMAC of it as text: 64 lower-case hexadecimal digits, the only spelling the protocol signs.</summary>
internal static class LowerHex
{
    private const int Sha256Digits = 64;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static bool IsSha256(ReadOnlySpan<char> text) => text.Length == Sha256Digits && !text.ContainsAnyExcept(Digits);
}
