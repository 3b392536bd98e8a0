using System.Security.Cryptography;

namespace Bourse.Access.Auditing.Ed25519;

/// <summary>An Ed25519 public key (RFC 8032).</summary>
public sealed class Ed25519PublicKey : IDisposable
{
    /// <summary>Length of a key in bytes.</summary>
    public const int LengthBytes = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureBytes = 64;

    private readonly byte[] _bytes;
    private readonly EvpKeyHandle _key;

    /// <summary>Takes the 32 bytes of RFC 8032.</summary>
    /// <exception cref="CryptographicException">They are not a key.</exception>
    public Ed25519PublicKey(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        _key = LibCrypto.NewPublicKey(LibCrypto.NidEd25519, 0, bytes, (nuint)bytes.Length);
        if (!_key.IsInvalid)
            return;
        LibCrypto.ClearErrors();
        throw new CryptographicException("An Ed25519 public key has 32 bytes.");
    }

    /// <summary>The 32 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether the signature is this key's for the message. Anything but 64 bytes is not.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
            return false;
        using var digest = LibCrypto.NewDigest();
        if (LibCrypto.VerifyInit(digest, 0, 0, 0, _key) != 1)
            throw new CryptographicException("libcrypto cannot verify with an Ed25519 key.");
        var valid = LibCrypto.Verify(digest, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        LibCrypto.ClearErrors();
        return valid;
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
