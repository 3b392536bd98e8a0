using System.Security.Cryptography;

namespace Bourse.Access.Credentials;

/// <summary>Random ids and secrets in the shape AWS tools know.</summary>
internal static class KeyMaterial
{
    private const int IdTailLength = 16;
    private const int SecretBytes = 30;

    /// <summary>An id: the prefix, of 4 characters, and 16 characters of <c>A-Z2-7</c>.</summary>
    public static string NewId(string prefix, RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[IdTailLength];
        random.GetBytes(bytes);
        Span<char> tail = stackalloc char[IdTailLength];
        for (var index = 0; index < tail.Length; index++) tail[index] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bytes[index] & 31];
        return string.Concat(prefix, tail);
    }

    /// <summary>Whether a text may be an id with this prefix.</summary>
    public static bool IsId(string text, string prefix) => text.Length == prefix.Length + IdTailLength && text.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>A secret: 240 random bits, 40 characters.</summary>
    public static string NewSecret(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[SecretBytes];
        random.GetBytes(bytes);
        return StrictBase64Url.Encode(bytes);
    }
}
