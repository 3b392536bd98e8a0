using System.Collections.Immutable;

namespace Bourse.Projection.Chains;

/// <summary>One snapshot to be added to a chain, with every file already stored.</summary>
internal sealed record ChainExtension
{
    /// <summary>The newest state that this builds on; null for an agreement's first.</summary>
    public required ChainHead? Head { get; init; }

    /// <summary>1 for the first rules an agreement had, 2 for the next…</summary>
    public required long Generation { get; init; }

    /// <summary>The revision that is added.</summary>
    public required int Revision { get; init; }

    /// <summary>Objects that no earlier revision has.</summary>
    public required ImmutableArray<ProjectedObject> NewObjects { get; init; }

    /// <summary>The number of collections when the preparation began: after another one, what it found in the store may be gone.</summary>
    public required long Collections { get; init; }

    /// <summary>Name of the metadata file, relative to the table's folder.</summary>
    public required string MetadataName { get; init; }
}
