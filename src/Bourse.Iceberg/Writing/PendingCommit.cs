using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Writing;

/// <summary>A new version of a table whose files are all durable. It becomes the table when the catalogue moves the pointer to it, and not before.</summary>
/// <param name="MetadataLocation">Where the new metadata is.</param>
/// <param name="Metadata">The new metadata.</param>
/// <param name="PreviousMetadataLocation">The version it was made from; null for a new table. The pointer must still be there.</param>
/// <param name="Requirements">What else must hold.</param>
/// <param name="NewFiles">The metadata files written for it, which are rubbish when it is not taken. Data files that were appended are not among them.</param>
public sealed record PendingCommit(
    string MetadataLocation,
    TableMetadata Metadata,
    string? PreviousMetadataLocation,
    ValueList<TableRequirement> Requirements,
    ValueList<string> NewFiles);
