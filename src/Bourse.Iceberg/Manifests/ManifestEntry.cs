namespace Bourse.Iceberg.Manifests;

/// <summary>A file in a manifest, its sequence numbers as they hold: inherited ones are filled in when read.</summary>
/// <param name="Status">What the manifest's snapshot did with it.</param>
/// <param name="SnapshotId">The snapshot that added or deleted it.</param>
/// <param name="SequenceNumber">Its data sequence number; null for one that is being added.</param>
/// <param name="FileSequenceNumber">The sequence number of the commit that added the file; null for one that is being added.</param>
/// <param name="File">The file.</param>
public sealed record ManifestEntry(EntryStatus Status, long SnapshotId, long? SequenceNumber, long? FileSequenceNumber, DataFile File);
