namespace Bourse.Catalog;

/// <summary>A row of <c>catalog_tables</c>.</summary>
internal sealed record PointerRow
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Store { get; init; }

    public required string Folder { get; init; }

    public required string MetadataKey { get; init; }

    public required string MetadataDigest { get; init; }

    public required long Version { get; init; }
}
