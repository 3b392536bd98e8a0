using System.Globalization;
using System.Text.Json;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Manifests;

/// <summary>Manifests of all fixtures, with and without delete files, read as an independent Avro reader saw them (facts.json).</summary>
public sealed class ManifestFixtureTests
{
    // no snapshot; hand-made with a snapshot id of more than 63 bits; no facts were recorded; no manifest list.
    private static readonly string[] Left =
        ["v2_custom_write_paths", "v2_eqdelete_bucket_partition", "v2_bigquery_writer", "v1_no_manifest_list"];

    public static TheoryData<string> Tables() => SharedData.Root is null
        ? ["none"]
        : [.. Directory.GetDirectories(SharedData.Path("iceberg-fixtures"), "v*_*").Select(d => Path.GetFileName(d)!)
            .Where(n => !Left.Contains(n)).Order(StringComparer.Ordinal)];

    [SharedDataTheory]
    [MemberData(nameof(Tables))]
    public async Task Entries_and_their_inherited_numbers_are_those_an_independent_reader_saw(string name)
    {
        var files = FixtureFiles.Open(name);
        var metadata = TableMetadataJson.Parse(await files.ReadAsync(files.MetadataLocation));
        var facts = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("iceberg-fixtures", name, "facts.json"))).RootElement;
        var manifests = ManifestListReader.Read(await files.ReadAsync(metadata.CurrentSnapshot!.ManifestList!));
        var expected = facts.GetProperty("manifests").EnumerateArray().ToList();
        Assert.Equal(expected.Count, manifests.Count);
        for (var i = 0; i < manifests.Count; i++)
        {
            var listed = expected[i].GetProperty("list_entry");
            Assert.Equal(Number(listed, "sequence_number") ?? 0, manifests[i].SequenceNumber);
            Assert.Equal(listed.GetProperty("partition_spec_id").GetInt32(), manifests[i].SpecId);
            Assert.Equal(Number(listed, "added_snapshot_id"), manifests[i].AddedSnapshotId);
            var entries = ManifestReader.Read(await files.ReadAsync(manifests[i].Path), manifests[i], metadata.PartitionTypeOf(manifests[i].SpecId));
            Assert.Equal(expected[i].GetProperty("entries").EnumerateArray().Select(e => Text(e, manifests[i])), entries.Select(Text));
        }
    }

    private static string Text(ManifestEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(int)entry.Status} {entry.SnapshotId} {entry.SequenceNumber} {entry.FileSequenceNumber} {(int)entry.File.Content} {entry.File.RecordCount} "
            + $"{entry.File.FileSizeBytes} {Path.GetFileName(entry.File.Path)} {Bounds(entry.File)} {Nulls(entry.File)}");

    private static string Bounds(DataFile file) => string.Join(
        ",", file.Columns.Where(c => c.Value.LowerBound is not null).Select(c => $"{c.Key}={Convert.ToHexStringLower(c.Value.LowerBound!.AsSpan())}"));

    private static string Nulls(DataFile file) => string.Join(
        ",", file.Columns.Where(c => c.Value.NullCount is not null).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}={c.Value.NullCount}")));

    private static string Text(JsonElement entry, ManifestFile manifest)
    {
        var status = entry.GetProperty("status").GetInt32();
        // Version 1 has no numbers: they are 0.
        var inherited = status == 1 || !entry.TryGetProperty("sequence_number", out _) || manifest.SequenceNumber == 0 ? manifest.SequenceNumber : null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{status} {Number(entry, "snapshot_id") ?? manifest.AddedSnapshotId} {Number(entry, "sequence_number") ?? inherited} "
                + $"{Number(entry, "file_sequence_number") ?? inherited} {Number(entry, "content") ?? 0} {Number(entry, "record_count")} "
                + $"{Number(entry, "file_size_in_bytes")} {Path.GetFileName(entry.GetProperty("file_path").GetString())} {Map(entry, "lower_bounds")} "
                + $"{Map(entry, "null_value_counts")}");
    }

    private static string Map(JsonElement entry, string name) =>
        !entry.TryGetProperty(name, out var map) || map.ValueKind != JsonValueKind.Array
            ? ""
            : string.Join(",", map.EnumerateArray().OrderBy(p => p.GetProperty("key").GetInt32())
                .Select(p => $"{p.GetProperty("key")}={p.GetProperty("value").ToString().Replace("0x", "", StringComparison.Ordinal)}"));

    private static long? Number(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.String => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => null,
    };
}
