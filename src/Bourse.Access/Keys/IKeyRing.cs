using System.Diagnostics.CodeAnalysis;
using Bourse.Events;

namespace Bourse.Access.Keys;

/// <summary>
/// The keys that everything sealed rests on. Each ciphertext names its key; the newest key encrypts, every key of the ring decrypts.
/// </summary>
public interface IKeyRing : ISecretProtector
{
    /// <summary>The id of the key that encrypts: 8 hexadecimal digits.</summary>
    string CurrentKeyId { get; }

    /// <summary>As <see cref="ISecretProtector.Unprotect"/>, for bytes that are expected to be hostile.</summary>
    /// <param name="purpose">The purpose it was protected for.</param>
    /// <param name="protectedSecret">What was received.</param>
    /// <param name="secret">The secret; clear it after use.</param>
    /// <returns>False when the bytes were changed, are of another purpose, or their key is gone.</returns>
    bool TryUnprotect(string purpose, ReadOnlySpan<byte> protectedSecret, [NotNullWhen(true)] out byte[]? secret);

    /// <summary>
    /// Derives a key for uses other than sealing, for example to make names. It comes from the oldest key, so that it stays the same
    /// when keys are added.
    /// </summary>
    /// <param name="purpose">Names the use; another purpose gives an unrelated key.</param>
    /// <param name="lengthBytes">1 to 64.</param>
    byte[] DeriveKey(string purpose, int lengthBytes);
}
