using System.Security.Cryptography;
using System.Text;

namespace Bourse.Events.Tests;

/// <summary>A stand-in for the key ring: AES-GCM under one key, the purpose as associated data.</summary>
internal sealed class TestProtector : ISecretProtector
{
    private static readonly byte[] s_key = SHA256.HashData("a key of the tests"u8);

    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
    {
        var output = new byte[12 + secret.Length + 16];
        RandomNumberGenerator.Fill(output.AsSpan(0, 12));
        using var aes = new AesGcm(s_key, 16);
        aes.Encrypt(output.AsSpan(0, 12), secret, output.AsSpan(12, secret.Length), output.AsSpan(12 + secret.Length), Encoding.UTF8.GetBytes(purpose));
        return output;
    }

    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> protectedSecret)
    {
        var secret = new byte[protectedSecret.Length - 28];
        using var aes = new AesGcm(s_key, 16);
        aes.Decrypt(protectedSecret[..12], protectedSecret[12..^16], protectedSecret[^16..], secret, Encoding.UTF8.GetBytes(purpose));
        return secret;
    }
}
