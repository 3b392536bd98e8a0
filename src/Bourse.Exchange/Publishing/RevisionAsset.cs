using System.Text;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Publishing;

/// <summary>One table of a revision, pinned.</summary>
public sealed record RevisionAsset
{
    /// <summary>The table's name in the product.</summary>
    public required string Table { get; init; }

    /// <summary>The lakehouse table it pins, as <c>namespace.name</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The source table's uuid.</summary>
    public required Guid SourceUuid { get; init; }

    /// <summary>The pinned snapshot.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>SHA-256 over the pinned data files' paths, sizes, row counts and content digests, lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>Data files.</summary>
    public required int FileCount { get; init; }

    /// <summary>Bytes of data files.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The schema in Iceberg's JSON form.</summary>
    public required string SchemaJson { get; init; }

    /// <summary>The schema.</summary>
    public Schema ReadSchema() => Iceberg.Schemas.SchemaJson.Parse(Encoding.UTF8.GetBytes(SchemaJson));
}
