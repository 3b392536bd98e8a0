using Bourse.Iceberg.Avro;

namespace Bourse.Iceberg.Manifests;

/// <summary>Reads manifest lists. Fields are found by id, so the older names some writers use do not matter.</summary>
public static class ManifestListReader
{
    /// <summary>Reads the manifests of a snapshot.</summary>
    /// <exception cref="IcebergFormatException">The bytes are not a manifest list.</exception>
    public static IReadOnlyList<ManifestFile> Read(ReadOnlyMemory<byte> content)
    {
        var file = AvroFile.Open(content, "A manifest list");
        if (file.FindText("format-version") is { } version && version is not ("1" or "2" or "3"))
            throw new IcebergFormatException($"A manifest list has format version {version}; versions 1 to 3 are read.");
        return [.. file.ReadAll().Select(ReadEntry)];
    }

    private static ManifestFile ReadEntry(object? value)
    {
        if (value is not AvroRecord record)
            throw new IcebergFormatException("A manifest list does not hold records.");
        var added = record.Optional<int>(ManifestFieldIds.AddedFiles, "added_files_count");
        var existing = record.Optional<int>(ManifestFieldIds.ExistingFiles, "existing_files_count");
        return new ManifestFile
        {
            Path = record.RequiredObject<string>(ManifestFieldIds.ManifestPath, "manifest_path"),
            LengthBytes = record.Required<long>(ManifestFieldIds.ManifestLength, "manifest_length"),
            SpecId = record.Required<int>(ManifestFieldIds.SpecId, "partition_spec_id"),
            Content = record.Optional<int>(ManifestFieldIds.ManifestContent, "content") switch
            {
                null or 0 => ManifestContent.Data,
                1 => ManifestContent.Deletes,
                var other => throw new IcebergFormatException($"A manifest list names a manifest with the unknown content {other}."),
            },
            // A manifest from version 1 has no numbers: all of it is older than every sequence number.
            SequenceNumber = record.Optional<long>(ManifestFieldIds.ManifestSequenceNumber, "sequence_number") ?? 0,
            MinSequenceNumber = record.Optional<long>(ManifestFieldIds.MinSequenceNumber, "min_sequence_number") ?? 0,
            AddedSnapshotId = record.Required<long>(ManifestFieldIds.AddedSnapshotId, "added_snapshot_id"),
            CountsKnown = added is not null && existing is not null,
            AddedFiles = added ?? 0,
            ExistingFiles = existing ?? 0,
            DeletedFiles = record.Optional<int>(ManifestFieldIds.DeletedFiles, "deleted_files_count") ?? 0,
            AddedRows = record.Optional<long>(ManifestFieldIds.AddedRows, "added_rows_count") ?? 0,
            ExistingRows = record.Optional<long>(ManifestFieldIds.ExistingRows, "existing_rows_count") ?? 0,
            DeletedRows = record.Optional<long>(ManifestFieldIds.DeletedRows, "deleted_rows_count") ?? 0,
            FirstRowId = record.Optional<long>(ManifestFieldIds.ManifestFirstRowId, "first_row_id"),
            Partitions = record.OptionalObject<List<object?>>(ManifestFieldIds.Partitions, "partitions")?.Select(ReadSummary).ToValueList(),
            KeyMetadata = DataFileAvro.Bytes(record.OptionalObject<byte[]>(ManifestFieldIds.ManifestKeyMetadata, "key_metadata")),
        };
    }

    private static PartitionSummary ReadSummary(object? value)
    {
        if (value is not AvroRecord record)
            throw new IcebergFormatException("A manifest list has a partition summary that is no record.");
        return new PartitionSummary(
            record.Required<bool>(ManifestFieldIds.ContainsNull, "contains_null"),
            record.Optional<bool>(ManifestFieldIds.ContainsNan, "contains_nan"),
            DataFileAvro.Bytes(record.OptionalObject<byte[]>(ManifestFieldIds.SummaryLowerBound, "lower_bound")),
            DataFileAvro.Bytes(record.OptionalObject<byte[]>(ManifestFieldIds.SummaryUpperBound, "upper_bound")));
    }
}
