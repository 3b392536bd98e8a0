using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection;

/// <summary>
/// What one rule set may see of a table: a complete Iceberg v2 table with one snapshot for each revision served. Immutable; a later revision is another
/// instance. Equality is by reference.
/// </summary>
public sealed class ProjectedTable
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

    /// <summary>The revisions served so far, each with its snapshot; each is also tag <c>rev-N</c>.</summary>
    public required ImmutableSortedDictionary<int, long> Revisions { get; init; }

    /// <summary>Rows that may be seen at the newest revision.</summary>
    public required long RowCount { get; init; }

    /// <summary>Bytes of the data files of the newest revision.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Every object of every revision, ascending by key in ordinal order.</summary>
    internal ImmutableArray<ProjectedObject> Objects { get; init; } = [];

    /// <summary>The newest revision served.</summary>
    public int NewestRevision => Revisions.Keys.Last();
}
