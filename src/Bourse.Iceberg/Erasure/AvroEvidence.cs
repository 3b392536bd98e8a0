using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Erasure;

/// <summary>Finds a subject's values of one column in a manifest or a manifest list, decoded value by value whatever its entries' status.</summary>
internal sealed class AvroEvidence(ErasureKey key, TableMetadata metadata)
{
    private readonly Dictionary<int, int[]> _places = metadata.PartitionSpecs.ToDictionary(s => s.Id, s => s.Fields
        .Select((f, i) => (Field: f, Index: i))
        .Where(f => f.Field.SourceId == key.Column.Id && f.Field.Transform is Transform.Identity)
        .Select(f => f.Index)
        .ToArray());

    private readonly HashSet<int> _partitionFields = [.. metadata.PartitionSpecs.SelectMany(s => s.Fields)
        .Where(f => f.SourceId == key.Column.Id && f.Transform is Transform.Identity)
        .Select(f => f.FieldId)];

    /// <summary>The places that hold one.</summary>
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
            if (IsValue(summary.OptionalObject<byte[]>(ManifestFieldIds.SummaryLowerBound, "lower_bound"))
                || IsValue(summary.OptionalObject<byte[]>(ManifestFieldIds.SummaryUpperBound, "upper_bound")))
                yield return "summary";
        }
    }

    private IEnumerable<string> OfEntry(AvroRecord record)
    {
        var file = record.RequiredObject<AvroRecord>(ManifestFieldIds.DataFile, "data_file");
        foreach (var bounds in new[] { ManifestFieldIds.LowerBounds, ManifestFieldIds.UpperBounds })
        {
            var items = file.OptionalObject<List<object?>>(bounds, "bounds") ?? [];
            if (items.OfType<AvroRecord>().Any(i => i.Values is [int id, byte[] bytes] && id == key.Column.Id && IsValue(bytes)))
                yield return "bounds";
        }
        if (file.OptionalObject<AvroRecord>(ManifestFieldIds.Partition, "partition") is not { } partition)
            yield break;
        for (var i = 0; i < partition.Schema.Fields.Count; i++)
        {
            var field = partition.Schema.Fields[i];
            if (field.FieldId is { } id && _partitionFields.Contains(id) && key.Has(LiteralAvro.FromAvro(partition.Values[i], key.Type, field.Name)))
                yield return "partition";
        }
    }

    // Also a bound that was cut: it begins as the value does.
    private bool IsValue(byte[]? bytes) => bytes is not null
        && (key.Has(LiteralBinary.TryDecode(bytes, key.Type)) || key.Values.Any(v => BoundsOf(v).Any(b => b.AsSpan().SequenceEqual(bytes))));

    private IEnumerable<byte[]> BoundsOf(Literal value)
    {
        yield return LiteralBinary.Encode(value, key.Type);
        yield return LiteralBinary.Encode(Statistics.BoundTruncation.Lower(value), key.Type);
        if (Statistics.BoundTruncation.Upper(value) is { } upper)
            yield return LiteralBinary.Encode(upper, key.Type);
    }
}
