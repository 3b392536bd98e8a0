using System.Security.Cryptography;

namespace Bourse.Access.Auditing.Ed25519;

/// <summary>An Ed25519 private key. The seed stays in libcrypto's memory and is never printed.</summary>
public sealed class Ed25519PrivateKey : IDisposable
{
    /// <summary>Length of a seed in bytes.</summary>
    public const int SeedBytes = 32;

    private readonly EvpKeyHandle _key;
    private readonly byte[] _publicKey = new byte[Ed25519PublicKey.LengthBytes];

    /// <summary>Takes a seed of 32 random bytes (RFC 8032 section 5.1.5).</summary>
    /// <exception cref="CryptographicException">It is not 32 bytes.</exception>
    public Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        _key = LibCrypto.NewPrivateKey(LibCrypto.NidEd25519, 0, seed, (nuint)seed.Length);
        var length = (nuint)_publicKey.Length;
        if (!_key.IsInvalid && LibCrypto.GetPublicKey(_key, _publicKey, ref length) == 1)
            return;
        LibCrypto.ClearErrors();
        throw new CryptographicException("An Ed25519 seed has 32 bytes.");
    }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The signature of a message, 64 bytes; the same each time.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519PublicKey.SignatureBytes];
        var length = (nuint)signature.Length;
        using var digest = LibCrypto.NewDigest();
        if (LibCrypto.SignInit(digest, 0, 0, 0, _key) != 1
            || LibCrypto.Sign(digest, signature, ref length, message, (nuint)message.Length) != 1
            || length != (nuint)signature.Length)
            throw new CryptographicException("libcrypto cannot sign with an Ed25519 key.");
        return signature;
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
