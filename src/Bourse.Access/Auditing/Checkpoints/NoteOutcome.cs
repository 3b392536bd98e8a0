namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>What opening a signed note found.</summary>
public abstract record NoteOutcome
{
    private NoteOutcome() { }

    /// <summary>The key signed this text.</summary>
    public sealed record Signed(string Text) : NoteOutcome;

    /// <summary>It is no signed note.</summary>
    public sealed record Malformed : NoteOutcome;

    /// <summary>It carries no signature under the key's name and id.</summary>
    /// <param name="SameName">Whether another key signed under the same name.</param>
    public sealed record OtherKey(bool SameName) : NoteOutcome;

    /// <summary>It claims to be signed by the key, but the signature is not for this text.</summary>
    public sealed record Forged : NoteOutcome;
}
