namespace Bourse.Catalog.Objects;

/// <summary>What became of a part that was sent.</summary>
public abstract record PartOutcome
{
    private PartOutcome() { }

    /// <summary>It is durable.</summary>
    public sealed record Kept(UploadPart Part) : PartOutcome;

    /// <summary>There is no such upload under way.</summary>
    public sealed record NoSuchUpload : PartOutcome;
}
