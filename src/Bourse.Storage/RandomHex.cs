using System.Security.Cryptography;

namespace Bourse.Storage;

/// <summary>Makes names and ids that nobody else makes, from an injected source of randomness.</summary>
public static class RandomHex
{
    private const int BytesDefault = 16;
    private const int BytesMax = 64;

    /// <summary>Lower-case hexadecimal digits, two a byte.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="bytes">How many random bytes, 1 to 64; 16 by default, which is enough to be unique for ever.</param>
    public static string New(RandomNumberGenerator random, int bytes = BytesDefault)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, BytesMax);
        Span<byte> drawn = stackalloc byte[bytes];
        random.GetBytes(drawn);
        return Convert.ToHexStringLower(drawn);
    }
}
