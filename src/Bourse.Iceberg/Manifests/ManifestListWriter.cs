using System.Diagnostics;
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
    /// <param name="version">The format version to write.</param>
    /// <exception cref="NotSupportedException">A manifest has no numbers of files, which only version 1 may leave out.</exception>
    public static byte[] Write(
        long snapshotId, long? parentSnapshotId, long sequenceNumber, IReadOnlyList<ManifestFile> manifests, int version = TableMetadata.FormatVersionWritten)
    {
        if (version > 1 && manifests.FirstOrDefault(m => !m.CountsKnown) is { } uncounted)
            throw new NotSupportedException($"The manifest '{uncounted.Path}' of version 1 has no numbers of files, which version 2 needs.");
        KeyValuePair<string, byte[]>[] keyValues =
        [
            new("snapshot-id", Text(snapshotId)),
            new("parent-snapshot-id", parentSnapshotId is { } parent ? Text(parent) : "null"u8.ToArray()),
            new("sequence-number", Text(sequenceNumber)),
            new("format-version", Text(version)),
        ];
        var schema = ManifestSchemas.ManifestFile(version);
        return AvroFile.Write(
            schema, keyValues, manifests.Select(m => new AvroRecord(schema, [.. schema.Fields.Select(f => Value(m, f.FieldId!.Value, sequenceNumber))])));
    }

    private static object? Value(ManifestFile manifest, int fieldId, long sequenceNumber) => fieldId switch
    {
        ManifestFieldIds.ManifestPath => manifest.Path,
        ManifestFieldIds.ManifestLength => manifest.LengthBytes,
        ManifestFieldIds.SpecId => manifest.SpecId,
        ManifestFieldIds.ManifestContent => (int)manifest.Content,
        ManifestFieldIds.ManifestSequenceNumber => manifest.SequenceNumber ?? sequenceNumber,
        // Of files being added only the snapshot's own number is known to be the lowest; existing ones are lower.
        ManifestFieldIds.MinSequenceNumber => manifest.MinSequenceNumber ?? manifest.SequenceNumber ?? sequenceNumber,
        ManifestFieldIds.AddedSnapshotId => manifest.AddedSnapshotId,
        ManifestFieldIds.AddedFiles => Known(manifest, manifest.AddedFiles),
        ManifestFieldIds.ExistingFiles => Known(manifest, manifest.ExistingFiles),
        ManifestFieldIds.DeletedFiles => Known(manifest, manifest.DeletedFiles),
        ManifestFieldIds.AddedRows => Known(manifest, manifest.AddedRows),
        ManifestFieldIds.ExistingRows => Known(manifest, manifest.ExistingRows),
        ManifestFieldIds.DeletedRows => Known(manifest, manifest.DeletedRows),
        ManifestFieldIds.Partitions => manifest.Partitions?.Select(p => (object?)new AvroRecord(
            ManifestSchemas.PartitionSummary, [p.ContainsNull, p.ContainsNan, p.LowerBound?.ToArray(), p.UpperBound?.ToArray()])).ToArray(),
        ManifestFieldIds.ManifestKeyMetadata => manifest.KeyMetadata?.ToArray(),
        ManifestFieldIds.ManifestFirstRowId => manifest.FirstRowId,
        _ => throw new UnreachableException(),
    };

    private static object? Known<T>(ManifestFile manifest, T count) => manifest.CountsKnown ? count : null;

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
