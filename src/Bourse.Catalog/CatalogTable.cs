using Bourse.Iceberg.Metadata;

namespace Bourse.Catalog;

/// <summary>One version of a table, as it was loaded; what a commit starts from.</summary>
/// <param name="Identifier">Its name.</param>
/// <param name="Version">Counts commits, from 1 for the creation.</param>
/// <param name="MetadataLocation">Where its metadata file is, <c>s3://…</c>.</param>
/// <param name="Metadata">The metadata; its digest was checked.</param>
public sealed record CatalogTable(TableIdentifier Identifier, long Version, string MetadataLocation, TableMetadata Metadata);
