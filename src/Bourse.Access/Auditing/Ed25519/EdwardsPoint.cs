using System.Numerics;

namespace Bourse.Access.Auditing.Ed25519;

/// <summary>
/// Points of the curve of Ed25519 as public keys write them (RFC 8032, section 5.1). libcrypto takes any 32 bytes for a key and looks at the point when it
/// verifies; under one of small order signatures hold that nobody's private key made. Public values only: nothing here takes constant time.
/// </summary>
internal static class EdwardsPoint
{
    private const int CofactorDoublings = 3;

    private static readonly BigInteger s_prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger s_d = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger s_rootOfMinusOne = BigInteger.ModPow(2, (s_prime - 1) / 4, s_prime);

    /// <summary>Whether 32 bytes are the one encoding of a point of the curve whose order is not small.</summary>
    public static bool IsPublicKey(ReadOnlySpan<byte> bytes)
    {
        if (Decode(bytes) is not var (x, y))
            return false;
        for (var doubling = 0; doubling < CofactorDoublings; doubling++)
            (x, y) = Double(x, y);
        return (x, y) != (BigInteger.Zero, BigInteger.One);
    }

    // Section 5.1.3: y, and the sign of x in the last bit.
    private static (BigInteger X, BigInteger Y)? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Ed25519PublicKey.LengthBytes)
            return null;
        var isOdd = (bytes[^1] & 0x80) != 0;
        var y = new BigInteger(bytes, isUnsigned: true) & (BigInteger.Pow(2, 255) - 1);
        if (y >= s_prime)
            return null;
        var (u, v) = (Mod((y * y) - 1), Mod((s_d * y * y) + 1));
        var x = Mod(u * BigInteger.ModPow(v, 3, s_prime) * BigInteger.ModPow(u * BigInteger.ModPow(v, 7, s_prime), (s_prime - 5) / 8, s_prime));
        if (Mod(v * x * x) != u)
            x = Mod(x * s_rootOfMinusOne);
        if (Mod(v * x * x) != u || (x.IsZero && isOdd))
            return null;
        return (x.IsEven == isOdd ? Mod(-x) : x, y);
    }

    private static (BigInteger X, BigInteger Y) Double(BigInteger x, BigInteger y)
    {
        var both = Mod(s_d * x * x * y * y);
        return (Mod(2 * x * y * Inverse(1 + both)), Mod(((y * y) + (x * x)) * Inverse(1 - both)));
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), s_prime - 2, s_prime);

    private static BigInteger Mod(BigInteger value) => ((value % s_prime) + s_prime) % s_prime;
}
