namespace Bourse.Catalog.Commits;

/// <summary>A table after a commit.</summary>
/// <param name="Identifier">The table.</param>
/// <param name="Version">Its version since.</param>
/// <param name="MetadataLocation">Where that version's metadata file is.</param>
public sealed record CommittedTable(TableIdentifier Identifier, long Version, string MetadataLocation);
