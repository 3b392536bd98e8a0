using System.Collections.Immutable;

namespace Bourse.Projection.Chains;

/// <summary>A chain's next state, with every file already stored: one more revision, one revision less, or both.</summary>
internal sealed record ChainExtension
{
    /// <summary>The newest state that this builds on; null for an agreement's first.</summary>
    public required ChainHead? Head { get; init; }

    /// <summary>1 for the first rules an agreement had, 2 for the next…</summary>
    public required long Generation { get; init; }

    /// <summary>The revision that is added; null for none.</summary>
    public required int? Added { get; init; }

    /// <summary>The revision that is served no more; null for none.</summary>
    public RevokedRevision? Revoked { get; init; }

    /// <summary>Objects that are served from now on.</summary>
    public required ImmutableArray<ProjectedObject> NewObjects { get; init; }

    /// <summary>Names of the objects that only the revoked revision named, relative to the table's folder.</summary>
    public ImmutableArray<string> Withdrawn { get; init; } = [];

    /// <summary>The number of collections when the preparation began: after another one, what it found in the store may be gone.</summary>
    public required long Collections { get; init; }

    /// <summary>Name of the metadata file, relative to the table's folder.</summary>
    public required string MetadataName { get; init; }
}
