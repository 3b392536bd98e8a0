using System.Globalization;
using System.Text;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// Makes manifests: bytes and the entry for the manifest list. Knows no store. Added files are written without sequence numbers, which they inherit
/// from the list, so a commit that is tried again rewrites the list alone; existing and deleted ones keep theirs.
/// </summary>
/// <param name="schema">The table's schema, for the key-value and the partition's types.</param>
/// <param name="spec">The spec of the files.</param>
/// <param name="content">What the files are.</param>
/// <param name="version">The format version to write.</param>
public sealed class ManifestWriter(
    Schema schema, PartitionSpec spec, ManifestContent content = ManifestContent.Data, int version = TableMetadata.FormatVersionWritten)
{
    private readonly ValueList<NestedField> _partitionType = PartitionTypes.Of(spec, schema);

    /// <summary>Makes a manifest.</summary>
    /// <param name="path">Where it will be.</param>
    /// <param name="snapshotId">The snapshot that adds it.</param>
    /// <param name="entries">Its files, in the order they will have; at least one.</param>
    /// <exception cref="ArgumentException">There are no entries, or one does not belong here.</exception>
    public WrittenManifest Write(string path, long snapshotId, IReadOnlyList<ManifestEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
            throw new ArgumentException("A manifest has at least one entry.", nameof(entries));
        foreach (var entry in entries)
            Check(entry);

        var entrySchema = ManifestSchemas.Entry(_partitionType, version);
        var bytes = AvroFile.Write(entrySchema, KeyValues(), entries.Select(e => ToAvro(e, entrySchema)));
        return new WrittenManifest(bytes, new ManifestFile
        {
            Path = path,
            LengthBytes = bytes.Length,
            SpecId = spec.Id,
            Content = content,
            SequenceNumber = null,
            MinSequenceNumber = entries.Where(e => e.Status != EntryStatus.Deleted && e.SequenceNumber is not null).Min(e => e.SequenceNumber),
            AddedSnapshotId = snapshotId,
            AddedFiles = entries.Count(e => e.Status == EntryStatus.Added),
            ExistingFiles = entries.Count(e => e.Status == EntryStatus.Existing),
            DeletedFiles = entries.Count(e => e.Status == EntryStatus.Deleted),
            AddedRows = entries.Where(e => e.Status == EntryStatus.Added).Sum(e => e.File.RecordCount),
            ExistingRows = entries.Where(e => e.Status == EntryStatus.Existing).Sum(e => e.File.RecordCount),
            DeletedRows = entries.Where(e => e.Status == EntryStatus.Deleted).Sum(e => e.File.RecordCount),
            Partitions = _partitionType.Select((f, i) => Summarize(entries, i, (IcebergType.Primitive)f.Type)).ToValueList(),
        });
    }

    private KeyValuePair<string, byte[]>[] KeyValues() =>
    [
        new("schema", SchemaJson.Write(schema)),
        new("schema-id", Text(schema.Id.ToString(CultureInfo.InvariantCulture))),
        new("partition-spec", PartitionSpecJson.WriteFields(spec)),
        new("partition-spec-id", Text(spec.Id.ToString(CultureInfo.InvariantCulture))),
        new("format-version", Text(version.ToString(CultureInfo.InvariantCulture))),
        new("content", Text(ManifestReader.NameOf(content))),
    ];

    private AvroRecord ToAvro(ManifestEntry entry, AvroSchema.Record entrySchema)
    {
        var fileSchema = (AvroSchema.Record)entrySchema.Fields[entrySchema.IndexOf(ManifestFieldIds.DataFile)].Schema;
        return new AvroRecord(entrySchema, [.. entrySchema.Fields.Select(f => f.FieldId switch
        {
            ManifestFieldIds.Status => (int)entry.Status,
            ManifestFieldIds.SnapshotId => entry.SnapshotId,
            ManifestFieldIds.SequenceNumber => entry.SequenceNumber,
            ManifestFieldIds.FileSequenceNumber => entry.FileSequenceNumber,
            _ => (object?)DataFileAvro.Write(entry.File, fileSchema, _partitionType),
        })]);
    }

    private void Check(ManifestEntry entry)
    {
        if (entry.File.SpecId != spec.Id)
            throw new ArgumentException($"The file '{entry.File.Path}' is of partition spec {entry.File.SpecId}, the manifest of {spec.Id}.", nameof(entry));
        if ((entry.File.Content == FileContent.Data) != (content == ManifestContent.Data))
            throw new ArgumentException($"The file '{entry.File.Path}' is {entry.File.Content}, the manifest lists {content}.", nameof(entry));
        if (entry.Status != EntryStatus.Added && (entry.SequenceNumber is null || entry.FileSequenceNumber is null))
            throw new ArgumentException($"The file '{entry.File.Path}' is not being added and needs its sequence numbers.", nameof(entry));
    }

    private static PartitionSummary Summarize(IReadOnlyList<ManifestEntry> entries, int index, IcebergType.Primitive type)
    {
        var values = entries.Select(e => e.File.Partition[index]).ToArray();
        var known = values.OfType<Literal>().Where(v => v is not Literal.Real { Value: double.NaN }).ToArray();
        Array.Sort(known, Literal.Compare);
        return new PartitionSummary(
            values.Any(v => v is null),
            values.Any(v => v is Literal.Real { Value: double.NaN }),
            known.Length == 0 ? null : BoundOf(known[0], type),
            known.Length == 0 ? null : BoundOf(known[^1], type));
    }

    private static ValueList<byte> BoundOf(Literal value, IcebergType.Primitive type) => ValueList.Create<byte>(LiteralBinary.Encode(value, type));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
