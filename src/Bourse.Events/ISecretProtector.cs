namespace Bourse.Events;

/// <summary>Encrypts small secrets at rest. The key stays with the implementation (Access's key ring); callers keep only the result.</summary>
public interface ISecretProtector
{
    /// <summary>Encrypts <paramref name="secret"/> with authentication, bound to <paramref name="purpose"/>.</summary>
    byte[] Protect(string purpose, ReadOnlySpan<byte> secret);

    /// <summary>Decrypts what <see cref="Protect"/> gave for the same purpose.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The bytes were changed, are of another purpose, or their key is gone.</exception>
    byte[] Unprotect(string purpose, ReadOnlySpan<byte> protectedSecret);
}
