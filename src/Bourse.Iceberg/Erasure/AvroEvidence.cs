using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Erasure;

/// <summary>Finds a subject's key in a manifest or a manifest list, decoded value by value whatever its entries' status.</summary>
internal sealed class AvroEvidence(ErasureSubject subject, TableMetadata metadata)
{
    private readonly Dictionary<int, int[]> _places = metadata.PartitionSpecs.ToDictionary(s => s.Id, s => s.Fields
        .Select((f, i) => (Field: f, Index: i))
        .Where(f => f.Field.SourceId == subject.Column.Id && f.Field.Transform is Transform.Identity)
        .Select(f => f.Index)
        .ToArray());

    private readonly HashSet<int> _partitionFields = [.. metadata.PartitionSpecs.SelectMany(s => s.Fields)
        .Where(f => f.SourceId == subject.Column.Id && f.Transform is Transform.Identity)
        .Select(f => f.FieldId)];

    /// <summary>The places that hold the key.</summary>
    /// <exception cref="IcebergFormatException">The file is damaged.</exception>
    public IEnumerable<string> Find(ReadOnlyMemory<byte> content) =>
        AvroFile.Open(content).ReadAll().OfType<AvroRecord>()
            .SelectMany(r => r.Find(ManifestFieldIds.ManifestPath, "manifest_path") is null ? OfEntry(r) : OfManifest(r))
            .Distinct();

    private IEnumerable<string> OfManifest(AvroRecord record)
    {
        var indexes = _places.GetValueOrDefault(record.Required<int>(ManifestFieldIds.SpecId, "partition_spec_id"), []);
        var summaries = record.OptionalObject<List<object?>>(ManifestFieldIds.Partitions, "partitions") ?? [];
        foreach (var summary in indexes.Where(i => i < summaries.Count).Select(i => summaries[i]).OfType<AvroRecord>())
        {
            if (IsKey(summary.OptionalObject<byte[]>(ManifestFieldIds.SummaryLowerBound, "lower_bound"))
                || IsKey(summary.OptionalObject<byte[]>(ManifestFieldIds.SummaryUpperBound, "upper_bound")))
                yield return "summary";
        }
    }

    private IEnumerable<string> OfEntry(AvroRecord record)
    {
        var file = record.RequiredObject<AvroRecord>(ManifestFieldIds.DataFile, "data_file");
        foreach (var bounds in new[] { ManifestFieldIds.LowerBounds, ManifestFieldIds.UpperBounds })
        {
            var items = file.OptionalObject<List<object?>>(bounds, "bounds") ?? [];
            if (items.OfType<AvroRecord>().Any(i => i.Values is [int id, byte[] bytes] && id == subject.Column.Id && IsKey(bytes)))
                yield return "bounds";
        }
        if (file.OptionalObject<AvroRecord>(ManifestFieldIds.Partition, "partition") is not { } partition)
            yield break;
        for (var i = 0; i < partition.Schema.Fields.Count; i++)
        {
            var field = partition.Schema.Fields[i];
            if (field.FieldId is { } id && _partitionFields.Contains(id) && subject.Has(LiteralAvro.FromAvro(partition.Values[i], subject.Type, field.Name)))
                yield return "partition";
        }
    }

    // Also a bound that was cut: it begins as the key does.
    private bool IsKey(byte[]? bytes) => bytes is not null && subject.Values.Any(v => BoundsOf(v).Any(b => b.AsSpan().SequenceEqual(bytes)));

    private IEnumerable<byte[]> BoundsOf(Literal value)
    {
        yield return LiteralBinary.Encode(value, subject.Type);
        yield return LiteralBinary.Encode(Statistics.BoundTruncation.Lower(value), subject.Type);
        if (Statistics.BoundTruncation.Upper(value) is { } upper)
            yield return LiteralBinary.Encode(upper, subject.Type);
    }
}
