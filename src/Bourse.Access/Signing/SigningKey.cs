using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>SigV4's derived key and the signature made with it.</summary>
internal static class SigningKey
{
    public const int LengthBytes = 32;
    private const int TextMax = 160;

    /// <summary>Derives the key of a day, region and service from a secret.</summary>
    public static void Derive(ReadOnlySpan<byte> secretUtf8, SignatureScope scope, Span<byte> key)
    {
        Span<byte> first = stackalloc byte[4 + secretUtf8.Length];
        "AWS4"u8.CopyTo(first);
        secretUtf8.CopyTo(first[4..]);
        Step(first, scope.Date, key);
        CryptographicOperations.ZeroMemory(first);
        Step(key, scope.Region, key);
        Step(key, scope.Service, key);
        Step(key, SigV4Names.ScopeEnd, key);
    }

    /// <summary>Appends the string to sign for a canonical request's digest.</summary>
    public static void AppendStringToSign(SigningBuffer buffer, string timestamp, SignatureScope scope, ReadOnlySpan<byte> canonicalDigest)
    {
        buffer.Append(SigV4Names.Algorithm);
        buffer.Append((byte)'\n');
        buffer.Append(timestamp);
        buffer.Append((byte)'\n');
        buffer.Append(scope.Date);
        buffer.Append((byte)'/');
        buffer.Append(scope.Region);
        buffer.Append((byte)'/');
        buffer.Append(scope.Service);
        buffer.Append((byte)'/');
        buffer.Append(SigV4Names.ScopeEnd);
        buffer.Append((byte)'\n');
        buffer.AppendHex(canonicalDigest);
    }

    /// <summary>The signature of a canonical request, with a derived key.</summary>
    public static void Sign(
        ReadOnlySpan<byte> key, string timestamp, SignatureScope scope, ReadOnlySpan<byte> canonicalRequest, Span<byte> signature)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalRequest, digest);
        using var text = new SigningBuffer();
        AppendStringToSign(text, timestamp, scope, digest);
        HMACSHA256.HashData(key, text.Written, signature);
    }

    private static void Step(ReadOnlySpan<byte> key, string text, Span<byte> result)
    {
        Span<byte> bytes = stackalloc byte[TextMax];
        HMACSHA256.HashData(key, bytes[..Encoding.ASCII.GetBytes(text, bytes)], result);
    }
}
