using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>Reads manifests. The partition spec and types come from the table's metadata: some writers leave the manifest's key-values out.</summary>
public static class ManifestReader
{
    /// <summary>Reads the entries of a manifest, inherited values filled in.</summary>
    /// <param name="content">The manifest's bytes.</param>
    /// <param name="manifest">What its list says of it.</param>
    /// <param name="partitionType">The fields of its spec's partition tuple.</param>
    /// <exception cref="IcebergFormatException">The bytes are not a manifest of version 2 or contradict the list.</exception>
    public static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> content, ManifestFile manifest, ValueList<NestedField> partitionType)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = AvroFile.Open(content);
        if (file.FindText("format-version") is { } version && version is not ("1" or "2"))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' has format version {version}; only version 2 is read.");
        if (file.FindText("content") is { } kind && kind != NameOf(manifest.Content))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' holds {kind} where its list says {NameOf(manifest.Content)}.");
        return [.. file.ReadAll().Select(v => ReadEntry(v, manifest, partitionType))];
    }

    internal static string NameOf(ManifestContent content) => content == ManifestContent.Data ? "data" : "deletes";

    private static ManifestEntry ReadEntry(object? value, ManifestFile manifest, ValueList<NestedField> partitionType)
    {
        if (value is not AvroRecord record)
            throw new IcebergFormatException($"The manifest '{manifest.Path}' does not hold records.");
        var status = record.Required<int>(ManifestFieldIds.Status, "status") switch
        {
            0 => EntryStatus.Existing,
            1 => EntryStatus.Added,
            2 => EntryStatus.Deleted,
            var other => throw new IcebergFormatException($"The manifest '{manifest.Path}' has an entry of unknown status {other}."),
        };
        var sequence = record.Optional<long>(ManifestFieldIds.SequenceNumber, "sequence_number");
        var fileSequence = record.Optional<long>(ManifestFieldIds.FileSequenceNumber, "file_sequence_number");
        // Only an added file inherits: one that was moved here from another manifest has its own numbers. Files from version 1 have 0.
        var inherited = status == EntryStatus.Added || manifest.SequenceNumber == 0 ? manifest.SequenceNumber : null;
        var file = DataFileAvro.Read(record.RequiredObject<AvroRecord>(ManifestFieldIds.DataFile, "data_file"), manifest.SpecId, partitionType);
        if ((file.Content == FileContent.Data) != (manifest.Content == ManifestContent.Data))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' of {NameOf(manifest.Content)} lists a file of {file.Content}.");
        if (status == EntryStatus.Existing && sequence is null && inherited is null)
            throw new IcebergFormatException($"The manifest '{manifest.Path}' has an existing file without a sequence number.");
        return new ManifestEntry(
            status,
            record.Optional<long>(ManifestFieldIds.SnapshotId, "snapshot_id") ?? manifest.AddedSnapshotId,
            sequence ?? inherited,
            fileSequence ?? inherited,
            file);
    }
}
