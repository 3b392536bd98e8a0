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
    /// <exception cref="IcebergFormatException">The bytes are not a manifest or contradict the list.</exception>
    public static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> content, ManifestFile manifest, ValueList<NestedField> partitionType)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = AvroFile.Open(content);
        if (file.FindText("format-version") is { } version && version is not ("1" or "2" or "3"))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' has format version {version}; versions 1 to 3 are read.");
        if (file.FindText("content") is { } kind && kind != NameOf(manifest.Content))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' holds {kind} where its list says {NameOf(manifest.Content)}.");
        return WithRowIds([.. file.ReadAll().Select(v => ReadEntry(v, manifest, partitionType))], manifest.FirstRowId);
    }

    // "First Row ID Inheritance": files without an id follow each other from the manifest's.
    private static ManifestEntry[] WithRowIds(ManifestEntry[] entries, long? next)
    {
        for (var i = 0; next is not null && i < entries.Length; i++)
        {
            if (entries[i].File.FirstRowId is not null)
                continue;
            entries[i] = entries[i] with { File = entries[i].File with { FirstRowId = next } };
            next += entries[i].File.RecordCount;
        }
        return entries;
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
        // Only an added file inherits: one that was moved here from another manifest has its own numbers. Version 1 has none: all are 0.
        var numbered = record.Schema.Fields.Any(f => f.FieldId == ManifestFieldIds.SequenceNumber || f.Name == "sequence_number");
        var inherited = !numbered ? 0 : status == EntryStatus.Added || manifest.SequenceNumber == 0 ? manifest.SequenceNumber : null;
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
