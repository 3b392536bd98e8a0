using System.Text;
using Bourse.Access.Auditing.Ed25519;

namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>Signs notes (https://c2sp.org/signed-note) under a name.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly Ed25519PrivateKey _key;
    private readonly byte[] _keyId;

    /// <summary>Signs with a key, which it owns from then on.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds white space or a plus sign.</exception>
    public NoteSigner(string name, Ed25519PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(key);
        if (!NoteKey.IsName(name))
            throw new ArgumentException("A key's name is not empty and has neither white space nor a plus sign.", nameof(name));
        (Name, _key, _keyId) = (name, key, NoteKey.Id(name, key.PublicKey));
    }

    /// <summary>The key's name; for a log's key, the log's origin.</summary>
    public string Name { get; }

    /// <summary>What verifies its signatures.</summary>
    public NoteVerifier Verifier => new(Name, _key.PublicKey);

    /// <summary>The note: the text, an empty line, and a line <c>— name base64(key id ‖ signature)</c>.</summary>
    /// <param name="text">The text, ending with a line feed.</param>
    /// <exception cref="ArgumentException">The text does not end with a line feed.</exception>
    public string Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EndsWith('\n'))
            throw new ArgumentException("A note's text ends with a line feed.", nameof(text));
        var signature = Convert.ToBase64String([.. _keyId, .. _key.Sign(Encoding.UTF8.GetBytes(text))]);
        return $"{text}\n— {Name} {signature}\n";
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
