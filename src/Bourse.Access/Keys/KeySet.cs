using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Keys;

/// <summary>An immutable set of master keys, oldest first, and the sealing done with them. It does not know where keys are kept.</summary>
internal sealed class KeySet(ImmutableArray<MasterKey> keys, RandomNumberGenerator random) : IDisposable
{
    // Purposes are few and fixed; the bound only stops a caller that puts ids into them.
    private const int CachedCiphersMax = 256;
    private const int DerivedLengthMax = 64;
    private readonly ConcurrentDictionary<(uint KeyId, string Purpose), PurposeCipher> _ciphers = new();

    public ImmutableArray<MasterKey> Keys => keys;

    /// <summary>Whether the bytes are sealed as ours are, under a key that is not in the set.</summary>
    public bool IsOfUnknownKey(ReadOnlySpan<byte> box) => IsSealed(box) && FindKey(box) is null;

    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return With(keys[^1], purpose, secret, (cipher, bytes) => cipher.Seal(bytes, random));
    }

    /// <exception cref="CryptographicException">The bytes were changed, are of another purpose, or their key is gone.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> box)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return FindKey(box) is { } key
            ? With(key, purpose, box, static (cipher, bytes) => cipher.Open(bytes))
            : throw new CryptographicException("The sealed bytes are not ours, or their key is no longer in the key ring.");
    }

    public bool TryOpen(string purpose, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        // Most forgeries end here, without the cost of an exception.
        if (FindKey(box) is null) return false;
        try
        {
            secret = Open(purpose, box);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public byte[] Derive(string purpose, int lengthBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, DerivedLengthMax);
        return HKDF.DeriveKey(
            HashAlgorithmName.SHA256, keys[0].Bytes, lengthBytes, info: Encoding.UTF8.GetBytes($"bourse/derive/{purpose}"));
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values) cipher.Dispose();
        foreach (var key in keys) CryptographicOperations.ZeroMemory(key.Bytes);
    }

    private static bool IsSealed(ReadOnlySpan<byte> box) => box.Length >= SealedFormat.OverheadLength && box[0] == SealedFormat.Version;

    private MasterKey? FindKey(ReadOnlySpan<byte> box)
    {
        if (!IsSealed(box)) return null;
        var id = BinaryPrimitives.ReadUInt32BigEndian(box[1..]);
        foreach (var key in keys)
        {
            if (key.Id == id) return key;
        }
        return null;
    }

    private byte[] With(MasterKey key, string purpose, ReadOnlySpan<byte> bytes, Func<PurposeCipher, ReadOnlySpan<byte>, byte[]> use)
    {
        if (_ciphers.TryGetValue((key.Id, purpose), out var known)) return use(known, bytes);
        if (_ciphers.Count < CachedCiphersMax)
            return use(_ciphers.GetOrAdd((key.Id, purpose), _ => new PurposeCipher(key, purpose)), bytes);
        using var passing = new PurposeCipher(key, purpose);
        return use(passing, bytes);
    }
}
