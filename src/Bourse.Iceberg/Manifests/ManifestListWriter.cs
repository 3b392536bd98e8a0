using System.Globalization;
using System.Text;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Manifests;

/// <summary>Makes manifest lists. Manifests that are being added get the snapshot's sequence number here and only here.</summary>
public static class ManifestListWriter
{
    /// <summary>Makes the manifest list of a snapshot.</summary>
    /// <param name="snapshotId">The snapshot.</param>
    /// <param name="parentSnapshotId">The one before it.</param>
    /// <param name="sequenceNumber">The snapshot's sequence number.</param>
    /// <param name="manifests">Its manifests, in the order they will have.</param>
    public static byte[] Write(long snapshotId, long? parentSnapshotId, long sequenceNumber, IReadOnlyList<ManifestFile> manifests)
    {
        if (manifests.FirstOrDefault(m => !m.CountsKnown) is { } uncounted)
            throw new NotSupportedException($"The manifest '{uncounted.Path}' of version 1 has no numbers of files, which version 2 needs.");
        KeyValuePair<string, byte[]>[] keyValues =
        [
            new("snapshot-id", Text(snapshotId)),
            new("parent-snapshot-id", parentSnapshotId is { } parent ? Text(parent) : "null"u8.ToArray()),
            new("sequence-number", Text(sequenceNumber)),
            new("format-version", Text(TableMetadata.FormatVersionWritten)),
        ];
        return AvroFile.Write(ManifestSchemas.ManifestFile, keyValues, manifests.Select(m => ToAvro(m, sequenceNumber)));
    }

    private static AvroRecord ToAvro(ManifestFile manifest, long sequenceNumber) => new(ManifestSchemas.ManifestFile,
    [
        manifest.Path,
        manifest.LengthBytes,
        manifest.SpecId,
        (int)manifest.Content,
        manifest.SequenceNumber ?? sequenceNumber,
        // Of files being added only the snapshot's own number is known to be the lowest; existing ones are lower.
        manifest.MinSequenceNumber ?? manifest.SequenceNumber ?? sequenceNumber,
        manifest.AddedSnapshotId,
        manifest.AddedFiles,
        manifest.ExistingFiles,
        manifest.DeletedFiles,
        manifest.AddedRows,
        manifest.ExistingRows,
        manifest.DeletedRows,
        manifest.Partitions?.Select(p => (object?)new AvroRecord(
            ManifestSchemas.PartitionSummary, [p.ContainsNull, p.ContainsNan, p.LowerBound?.ToArray(), p.UpperBound?.ToArray()])).ToArray(),
        manifest.KeyMetadata?.ToArray(),
    ]);

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
