using System.Security.Cryptography;

namespace Bourse.Access.Keys;

/// <summary>The key ring cannot be opened, or cannot open what it was given. The message names the rule and what to do; never a key.</summary>
public sealed class KeyRingException : CryptographicException
{
    /// <summary>With a message.</summary>
    public KeyRingException(string message) : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public KeyRingException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a message.</summary>
    public KeyRingException() { }
}
