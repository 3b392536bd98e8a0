namespace Bourse.Catalog.Objects;

/// <summary>A table at a version, as the guard of objects sees it.</summary>
internal sealed record GuardedTable
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Folder { get; init; }

    public required string MetadataKey { get; init; }
}
