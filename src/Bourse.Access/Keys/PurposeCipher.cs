using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Keys;

/// <summary>AES-256-GCM under the key that one master key has for one purpose (HKDF-SHA-256, RFC 5869).</summary>
internal sealed class PurposeCipher : IDisposable
{
    // AesGcm keeps one native context, so an instance serves one thread at a time.
    private readonly ConcurrentBag<AesGcm> _idle = [];
    private readonly byte[] _key;
    private readonly byte[] _associated;

    public PurposeCipher(MasterKey master, string purpose)
    {
        _key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, master.Bytes, MasterKey.LengthBytes, info: Encoding.UTF8.GetBytes($"bourse/seal/{purpose}"));
        _associated = new byte[SealedFormat.HeaderLength + Encoding.UTF8.GetByteCount(purpose)];
        _associated[0] = SealedFormat.Version;
        BinaryPrimitives.WriteUInt32BigEndian(_associated.AsSpan(1), master.Id);
        Encoding.UTF8.GetBytes(purpose, _associated.AsSpan(SealedFormat.HeaderLength));
    }

    public byte[] Seal(ReadOnlySpan<byte> secret, RandomNumberGenerator random)
    {
        var result = new byte[SealedFormat.OverheadLength + secret.Length];
        _associated.AsSpan(0, SealedFormat.HeaderLength).CopyTo(result);
        var nonce = result.AsSpan(SealedFormat.HeaderLength, SealedFormat.NonceLength);
        random.GetBytes(nonce);
        var cipher = Rent();
        cipher.Encrypt(
            nonce, secret, result.AsSpan(SealedFormat.HeaderLength + SealedFormat.NonceLength, secret.Length),
            result.AsSpan(^SealedFormat.TagLength..), _associated);
        _idle.Add(cipher);
        return result;
    }

    /// <summary>Opens what <see cref="Seal"/> made; the header was matched to this key before.</summary>
    /// <exception cref="AuthenticationTagMismatchException">The bytes were changed or are of another purpose.</exception>
    public byte[] Open(ReadOnlySpan<byte> box)
    {
        var secret = new byte[box.Length - SealedFormat.OverheadLength];
        var cipher = Rent();
        try
        {
            cipher.Decrypt(
                box.Slice(SealedFormat.HeaderLength, SealedFormat.NonceLength),
                box[(SealedFormat.HeaderLength + SealedFormat.NonceLength)..^SealedFormat.TagLength],
                box[^SealedFormat.TagLength..], secret, _associated);
        }
        finally
        {
            _idle.Add(cipher);
        }
        return secret;
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var cipher)) cipher.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    private AesGcm Rent() => _idle.TryTake(out var cipher) ? cipher : new AesGcm(_key, SealedFormat.TagLength);
}
