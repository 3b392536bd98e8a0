using System.Security.Cryptography;
using System.Text;

namespace Bourse.Exchange;

/// <summary>Digests of texts, as documents of the exchange name them.</summary>
internal static class Digests
{
    /// <summary>Lower-case hexadecimal SHA-256 of the text in UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Lower-case hexadecimal SHA-256 of the bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
