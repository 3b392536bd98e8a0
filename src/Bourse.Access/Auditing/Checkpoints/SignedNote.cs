namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>Opens signed notes (https://c2sp.org/signed-note). Signatures by other keys are passed over, as the format asks.</summary>
public static class SignedNote
{
    private const int CharactersMax = 64 * 1024;
    private const string SignaturePrefix = "— ";

    /// <summary>Verifies a note with a key.</summary>
    public static NoteOutcome Open(string note, NoteVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(verifier);
        // The text may hold empty lines; the last one begins the signatures.
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || note.Length > CharactersMax || !note.EndsWith('\n') || note.Any(c => char.IsControl(c) && c != '\n'))
            return new NoteOutcome.Malformed();
        var text = note[..(end + 1)];
        var lines = note[(end + 2)..].Split('\n')[..^1];
        var sameName = false;
        if (lines.Length == 0)
            return new NoteOutcome.Malformed();
        foreach (var line in lines)
        {
            if (!TryReadSignature(line, out var name, out var signature))
                return new NoteOutcome.Malformed();
            if (name != verifier.Name)
                continue;
            sameName = true;
            if (signature.AsSpan(0, NoteKey.IdBytes).SequenceEqual(verifier.KeyId))
                return verifier.Verify(text, signature.AsSpan(NoteKey.IdBytes)) ? new NoteOutcome.Signed(text) : new NoteOutcome.Forged();
        }
        return new NoteOutcome.OtherKey(sameName);
    }

    private static bool TryReadSignature(string line, out string name, out byte[] signature)
    {
        (name, signature) = ("", []);
        if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal)
            || line[SignaturePrefix.Length..].Split(' ') is not [var signer, var encoded] || signer == "")
            return false;
        var bytes = new byte[encoded.Length];
        // Encoded again, because base64 of bytes has one spelling and the decoder takes several.
        if (!Convert.TryFromBase64String(encoded, bytes, out var length) || length <= NoteKey.IdBytes
            || Convert.ToBase64String(bytes, 0, length) != encoded)
            return false;
        (name, signature) = (signer, bytes[..length]);
        return true;
    }
}
