using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Projection.Naming;
using Bourse.Storage;

namespace Bourse.Projection.Generation;

/// <summary>
/// Writes the manifests, the manifest list and the metadata of one revision. Everything is generated from projected files and from the chain's own past.
/// </summary>
internal sealed class SnapshotGenerator(ChainNames names, string location, DataFileDescriber describer, MetadataObjects objects)
{
    /// <summary>Adds a snapshot to a chain.</summary>
    /// <param name="before">The chain's metadata, brought to the revision's columns.</param>
    /// <param name="past">The snapshot before.</param>
    /// <param name="live">The files of the revision.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="metadataFiles">How many metadata files the chain has.</param>
    /// <param name="publishedMs">When it was published.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<GeneratedSnapshot> GenerateAsync(
        TableMetadata before, ChainContents past, IReadOnlyList<LiveFile> live, int revision, int metadataFiles, long publishedMs,
        CancellationToken cancellationToken)
    {
        var id = names.SnapshotId(revision);
        var kept = live.Select(f => $"{location}/{f.Name}").ToHashSet(StringComparer.Ordinal);
        var pastLive = past.Live.ToDictionary(e => e.File.Path, e => e.File, StringComparer.Ordinal);

        var added = new List<DataFile>();
        foreach (var file in live.Where(f => !pastLive.ContainsKey($"{location}/{f.Name}")))
        {
            added.Add(await describer.DescribeAsync(file.File, $"{location}/{file.Name}", before.CurrentSchema, before.DefaultSpec, cancellationToken));
            objects.Add(file.Name, file.File.Content);
        }
        var removed = pastLive.Values.Where(f => !kept.Contains(f.Path)).ToArray();
        var all = pastLive.Values.Where(f => kept.Contains(f.Path)).Concat(added).ToArray();

        var manifests = new List<ManifestFile>();
        if (added.Count > 0)
            manifests.Add(
                await WriteAsync(before, before.DefaultSpecId, id, added.Select(f => new ManifestEntry(EntryStatus.Added, id, null, null, f)), cancellationToken));
        foreach (var (manifest, entries) in past.Manifests)
        {
            if (await CarryAsync(before, manifest, entries, kept, id, cancellationToken) is { } carried)
                manifests.Add(carried);
        }

        FaultPoint.Reach("projection.manifests.written");
        var sequence = before.LastSequenceNumber + 1;
        var list = ManifestListWriter.Write(id, before.CurrentSnapshotId, sequence, manifests);
        var snapshot = new Snapshot
        {
            Id = id,
            ParentId = before.CurrentSnapshotId,
            SequenceNumber = sequence,
            TimestampMs = publishedMs,
            ManifestList = $"{location}/{await objects.StoreAsync(names.ManifestList, list, cancellationToken)}",
            SchemaId = before.CurrentSchemaId,
            Operation = removed.Length > 0 ? "overwrite" : "append",
            Summary = SnapshotSummaries.Of(added, removed, all),
        };
        FaultPoint.Reach("projection.manifest-list.written");

        var metadata = before.WithSnapshot(snapshot).WithTag($"rev-{revision}", id, publishedMs);
        var json = TableMetadataJson.Write(metadata);
        var name = await objects.StoreAsync(sha256 => names.Metadata(metadataFiles, sha256), json, cancellationToken);
        FaultPoint.Reach("projection.metadata.written");
        return new GeneratedSnapshot(metadata, json, name, all.Sum(f => f.RecordCount), all.Sum(f => f.FileSizeBytes));
    }

    // A manifest whose files all live on is kept as it is. One that lost files is written anew, to name what was removed for readers of changes. One without
    // live files has told of its removals in the snapshot before, and goes.
    private async Task<ManifestFile?> CarryAsync(
        TableMetadata metadata, ManifestFile manifest, IReadOnlyList<ManifestEntry> entries, HashSet<string> kept, long id, CancellationToken cancellationToken)
    {
        var live = entries.Where(e => e.Status != EntryStatus.Deleted).ToArray();
        if (live.Length == 0)
            return null;
        if (live.All(e => kept.Contains(e.File.Path)))
            return manifest;
        var carried = live.Select(e => kept.Contains(e.File.Path)
            ? e with { Status = EntryStatus.Existing }
            : e with { Status = EntryStatus.Deleted, SnapshotId = id });
        return await WriteAsync(metadata, manifest.SpecId, id, carried, cancellationToken);
    }

    // Sorted by name: the source's order of files could follow a hidden column.
    private async Task<ManifestFile> WriteAsync(
        TableMetadata metadata, int specId, long id, IEnumerable<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var spec = metadata.SpecOf(specId);
        var sorted = entries.OrderBy(e => e.File.Path, StringComparer.Ordinal).ToArray();
        // An old spec may be over a column that the present schema lacks: then the newest schema that has it names the partition's types.
        var schema = metadata.Schemas.Append(metadata.CurrentSchema).Last(s => spec.Fields.All(f => s.FindColumn(f.SourceId) is not null));
        var written = new ManifestWriter(schema, spec).Write("unnamed", id, sorted);
        var name = await objects.StoreAsync(names.Manifest, written.Content, cancellationToken);
        return written.Entry with { Path = $"{location}/{name}" };
    }
}
