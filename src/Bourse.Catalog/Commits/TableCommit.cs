using Bourse.Iceberg.Metadata;

namespace Bourse.Catalog.Commits;

/// <summary>A wish to move one table to its next version.</summary>
/// <param name="Base">The version it was made from; if the table has moved since, the commit is a conflict.</param>
/// <param name="Metadata">The next version, made from the base's metadata. The files it refers to are durable already.</param>
public sealed record TableCommit(CatalogTable Base, TableMetadata Metadata);
