using System.Globalization;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// Makes one snapshot. Its id and the manifests of its added files stay the same however often it is applied; the list of manifests and the manifest of
/// removed files depend on the version it is put on.
/// </summary>
internal sealed class SnapshotStep(
    IReadOnlyList<DataFile> added, long snapshotId, string name, ITableFiles files, List<string> newFiles, Func<long> nowMs)
{
    private List<ManifestFile>? _addedManifests;
    private int _attempts;

    public async Task<TableMetadata> ApplyAsync(TableMetadata metadata, bool replacesAll, CancellationToken cancellationToken)
    {
        _attempts++;
        var parent = metadata.CurrentSnapshot;
        var before = parent is null ? [] : ManifestListReader.Read(await files.ReadAsync(parent.ManifestList!, cancellationToken));
        if (before.Any(m => m.Content == ManifestContent.Deletes && m.HasLiveFiles))
            throw new NotSupportedException("The table has delete files; this version neither applies nor keeps them.");

        var manifests = new List<ManifestFile>(await AddedManifestsAsync(metadata, cancellationToken));
        var removed = replacesAll ? await LiveEntriesAsync(metadata, before, cancellationToken) : [];
        if (replacesAll)
            manifests.AddRange(await WriteAsync(metadata, removed, string.Create(CultureInfo.InvariantCulture, $"r{_attempts}"), cancellationToken));
        else
            manifests.AddRange(before.Where(m => m.HasLiveFiles));

        var sequence = metadata.LastSequenceNumber + 1;
        var list = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/snap-{snapshotId}-{_attempts}-{name}.avro");
        FaultPoint.Reach("iceberg.commit.manifest-list");
        await files.CreateAsync(list, ManifestListWriter.Write(snapshotId, parent?.Id, sequence, manifests), cancellationToken);
        newFiles.Add(list);
        return metadata.WithSnapshot(new Snapshot
        {
            Id = snapshotId,
            ParentId = parent?.Id,
            SequenceNumber = sequence,
            TimestampMs = Math.Max(nowMs(), metadata.LastUpdatedMs),
            ManifestList = list,
            SchemaId = metadata.CurrentSchemaId,
            Operation = (replacesAll, added.Count, removed.Count) switch
            {
                (false, _, _) or (true, _, 0) => "append",
                (true, 0, _) => "delete",
                _ => "overwrite",
            },
            Summary = SnapshotSummary.Of(added, [.. removed.Select(e => e.File)], parent?.Summary, manifests),
        });
    }

    private async Task<List<ManifestFile>> AddedManifestsAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var entries = added.Select(f => new ManifestEntry(EntryStatus.Added, snapshotId, null, null, f)).ToArray();
        return _addedManifests ??= await WriteAsync(metadata, entries, "a", cancellationToken);
    }

    private async Task<List<ManifestEntry>> LiveEntriesAsync(TableMetadata metadata, IReadOnlyList<ManifestFile> before, CancellationToken cancellationToken)
    {
        var live = new List<ManifestEntry>();
        foreach (var manifest in before.Where(m => m.HasLiveFiles))
        {
            var entries = ManifestReader.Read(await files.ReadAsync(manifest.Path, cancellationToken), manifest, metadata.PartitionTypeOf(manifest.SpecId));
            live.AddRange(entries
                .Where(e => e.Status != EntryStatus.Deleted)
                .Select(e => e with { Status = EntryStatus.Deleted, SnapshotId = snapshotId }));
        }
        return live;
    }

    /// <summary>Writes one manifest for each partition spec the entries have.</summary>
    private async Task<List<ManifestFile>> WriteAsync(
        TableMetadata metadata, IReadOnlyList<ManifestEntry> entries, string kind, CancellationToken cancellationToken)
    {
        var written = new List<ManifestFile>();
        foreach (var group in entries.GroupBy(e => e.File.SpecId).OrderBy(g => g.Key))
        {
            var location = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/{name}-{kind}-m{group.Key}.avro");
            var manifest = new ManifestWriter(metadata.CurrentSchema, metadata.SpecOf(group.Key)).Write(location, snapshotId, [.. group]);
            FaultPoint.Reach("iceberg.commit.manifest");
            await files.CreateAsync(location, manifest.Content, cancellationToken);
            newFiles.Add(location);
            written.Add(manifest.Entry);
        }
        return written;
    }
}
