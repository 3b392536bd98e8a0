using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection;

/// <summary>
/// What one rule set may see of a table: a complete Iceberg v2 table with one snapshot for each revision served. Immutable; a later revision is another
/// instance. Equality is by reference.
/// </summary>
public sealed record ProjectedTable
{
    /// <summary>The agreement it was made for.</summary>
    public required AgreementId Agreement { get; init; }

    /// <summary>The product; also the bucket of every location.</summary>
    public required ProductName Product { get; init; }

    /// <summary>The table's name in the product.</summary>
    public required TableName Table { get; init; }

    /// <summary>The table's id: the same for all revisions under one rule set, another after the rules change.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The digest of the rules, lower-case hexadecimal SHA-256.</summary>
    public required string RuleSetDigest { get; init; }

    /// <summary>The table's location, <c>s3://product/table/uuid</c>.</summary>
    public required string Location { get; init; }

    /// <summary>The location of the current metadata file.</summary>
    public required string MetadataLocation { get; init; }

    /// <summary>The bytes of the current metadata file: format version 2, JSON, UTF-8.</summary>
    public required ReadOnlyMemory<byte> MetadataJson { get; init; }

    /// <summary>The columns that may be seen, at the newest revision.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The snapshot of the newest revision.</summary>
    public required long CurrentSnapshotId { get; init; }

    /// <summary>The revisions that are served, each with its snapshot; each is also tag <c>rev-N</c>. Those that were revoked are not among them.</summary>
    public required ImmutableSortedDictionary<int, long> Revisions { get; init; }

    /// <summary>The revisions that were served and are no more.</summary>
    public ImmutableSortedDictionary<int, RevokedRevision> Revoked { get; init; } = ImmutableSortedDictionary<int, RevokedRevision>.Empty;

    /// <summary>Rows that may be seen at the newest revision.</summary>
    public required long RowCount { get; init; }

    /// <summary>Bytes of the data files of the newest revision.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Every object of every revision that is served, ascending by key in ordinal order.</summary>
    internal ImmutableArray<ProjectedObject> Objects { get; init; } = [];

    /// <summary>The key of the metadata file that each revision left.</summary>
    internal ImmutableSortedDictionary<int, string> RevisionMetadata { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>The keys of objects that only a revoked revision named, with that revision.</summary>
    internal ImmutableSortedDictionary<string, int> Withdrawn { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>How many metadata files the chain has had: the number in the name of the next.</summary>
    internal int MetadataFileCount => Objects.Select(o => o.Key).Concat(Withdrawn.Keys).Count(key => key.EndsWith(".metadata.json", StringComparison.Ordinal));

    /// <summary>The newest revision served.</summary>
    public int NewestRevision => Revisions.Keys.Last();

    /// <inheritdoc/>
    public bool Equals(ProjectedTable? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
