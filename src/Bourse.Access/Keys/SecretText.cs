using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Bourse.Access.Keys;

/// <summary>
/// A secret of text. It never prints: <see cref="ToString"/>, the debugger and JSON all show <c>***</c>. Comparison takes constant time,
/// and <see cref="Dispose"/> zeroes the bytes. It cannot clear copies that <see cref="Reveal"/> handed out.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretTextJsonConverter))]
public sealed class SecretText : IEquatable<SecretText>, IDisposable
{
    private const string Hidden = "***";
    private byte[]? _utf8;

    /// <summary>Copies the text's UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public SecretText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _utf8 = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The UTF-8 bytes, for key derivation and hashing. Not to be kept.</summary>
    /// <exception cref="ObjectDisposedException">The secret was disposed.</exception>
    public ReadOnlySpan<byte> Utf8 => _utf8 ?? throw new ObjectDisposedException(nameof(SecretText));

    /// <summary>The text itself: for the one answer or request that must carry it.</summary>
    /// <exception cref="ObjectDisposedException">The secret was disposed.</exception>
    public string Reveal() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Equal text, in time that depends on the lengths only.</summary>
    public bool Equals(SecretText? other) => other is not null && CryptographicOperations.FixedTimeEquals(Utf8, other.Utf8);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <summary>A constant: a hash of the content would leak it, and no secret belongs in a hash table.</summary>
    public override int GetHashCode() => 0;

    /// <inheritdoc />
    public override string ToString() => Hidden;

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _utf8, null) is { } bytes) CryptographicOperations.ZeroMemory(bytes);
    }
}
