using System.Security.Cryptography;

namespace Bourse.Storage.S3;

/// <summary>Makes the random name of one call that writes.</summary>
internal static class WriteId
{
    private const int Bytes = 16;

    /// <summary>32 hexadecimal digits.</summary>
    public static string New(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
