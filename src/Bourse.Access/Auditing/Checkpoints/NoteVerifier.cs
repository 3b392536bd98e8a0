using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bourse.Access.Auditing.Ed25519;

namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>
/// A public key under a name: what an outsider must know of the log, got from somewhere else than the log. Written as a verifier key of
/// signed
/// notes, <c>name+8 hexadecimal digits+base64</c>.
/// </summary>
public sealed class NoteVerifier
{
    private readonly byte[] _publicKey;

    /// <summary>Takes a name and the 32 bytes of an Ed25519 public key.</summary>
    public NoteVerifier(string name, ReadOnlySpan<byte> publicKey) =>
        (Name, _publicKey, KeyId) = (name, publicKey.ToArray(), NoteKey.Id(name, publicKey));

    /// <summary>The key's name; for a log's key, the log's origin.</summary>
    public string Name { get; }

    internal byte[] KeyId { get; }

    /// <summary>Reads a verifier key.</summary>
    /// <exception cref="FormatException">It is none; the message says what one looks like.</exception>
    public static NoteVerifier Parse(string text) => TryParse(text, out var verifier)
        ? verifier
        : throw new FormatException(
            "A log's public key looks like origin+1a2b3c4d+AQ…: a name, the key's id of 8 hexadecimal digits, and the key in base64.");

    /// <summary>Reads a verifier key.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        verifier = null;
        var parts = text?.Trim().Split('+', 3);
        Span<byte> key = stackalloc byte[1 + Ed25519PublicKey.LengthBytes];
        if (parts is not [var name, var id, var encoded] || !NoteKey.IsName(name)
            || !Convert.TryFromBase64String(encoded, key, out var length) || length != key.Length)
            return false;
        var candidate = new NoteVerifier(name, key[1..]);
        if (key[0] != NoteKey.Encode([])[0] || Convert.ToHexStringLower(candidate.KeyId) != id)
            return false;
        verifier = candidate;
        return true;
    }

    /// <summary>The verifier key.</summary>
    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(KeyId)}+{Convert.ToBase64String(NoteKey.Encode(_publicKey))}";

    internal bool Verify(string text, ReadOnlySpan<byte> signature)
    {
        using var key = new Ed25519PublicKey(_publicKey);
        return key.Verify(Encoding.UTF8.GetBytes(text), signature);
    }
}
