namespace Bourse.Iceberg.Metadata;

/// <summary>What a named reference is.</summary>
public enum SnapshotRefKind
{
    /// <summary>Moves with commits.</summary>
    Branch,

    /// <summary>Stays.</summary>
    Tag,
}
