namespace Bourse.Iceberg.Metadata;

/// <summary>An earlier version of the metadata.</summary>
/// <param name="TimestampMs">When it was written, milliseconds since the Unix epoch.</param>
/// <param name="Location">Where it is.</param>
public sealed record MetadataLogEntry(long TimestampMs, string Location);
