using System.Security.Cryptography;

namespace Bourse.Storage;

/// <summary>Makes UUIDs of version 4 (RFC 9562, section 5.4) from an injected source of randomness.</summary>
public static class RandomUuid
{
    /// <summary>One that nobody else makes.</summary>
    /// <param name="random">Where its 122 bits come from.</param>
    public static Guid New(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
