using System.Globalization;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// The retained snapshots without the subject. A snapshot that changes gets a new id, for under the old one others may have kept the old rows; so does every
/// snapshot that shares a manifest which names such a snapshot. All else about them stays: time, order, sequence numbers, schema.
/// </summary>
internal sealed class ErasedHistory
{
    private readonly MaintainedTable _table;
    private readonly TableMetadata _metadata;
    private readonly Dictionary<long, IReadOnlyList<string>> _lists = [];
    private readonly Dictionary<string, (ManifestFile File, IReadOnlyList<ManifestEntry> Entries)> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErasedManifest> _manifests = new(StringComparer.Ordinal);
    private readonly HashSet<long> _touched = [];

    private ErasedHistory(MaintainedTable table, TableMetadata metadata) => (_table, _metadata) = (table, metadata);

    /// <summary>The snapshots that change.</summary>
    public IReadOnlySet<long> Touched => _touched;

    /// <summary>Branches and tags that name a snapshot that changes.</summary>
    public IEnumerable<string> TouchedRefs => _metadata.Refs.Where(r => _touched.Contains(r.Value.SnapshotId)).Select(r => r.Key);

    /// <summary>Reads every manifest, looks at every file that a snapshot holds, and finds what changes.</summary>
    public static async Task<ErasedHistory> ReadAsync(MaintainedTable table, TableMetadata metadata, ErasedFiles files, CancellationToken cancellationToken)
    {
        var history = new ErasedHistory(table, metadata);
        foreach (var snapshot in metadata.Snapshots)
            await history.ReadAsync(snapshot, cancellationToken);
        var live = history._read.Values.SelectMany(m => m.Entries).Where(e => e.Status != EntryStatus.Deleted).DistinctBy(e => ErasedFiles.KeyOf(e.File));
        foreach (var entry in live.OrderBy(e => e.File.Content == FileContent.PositionDeletes))
            await files.AddAsync(entry, cancellationToken);
        foreach (var (path, (file, entries)) in history._read)
            history._manifests.Add(path, ErasedManifest.Of(file, entries, files.Find));
        history.Spread();
        return history;
    }

    /// <summary>Writes manifests and lists, and gives the version with the erased snapshots in place of the old ones.</summary>
    public async Task<(TableMetadata Next, IReadOnlyList<string> Written)> WriteAsync(CancellationToken cancellationToken)
    {
        var name = RandomIds.Hex(_table.Random);
        var ids = _touched.ToDictionary(id => id, _ => RandomIds.Positive(_table.Random));
        var manifests = new ErasedManifestWriter(_table.Folder, _metadata, ids, name);
        var snapshots = new List<Snapshot>();
        var written = new List<string>();
        foreach (var snapshot in _metadata.Snapshots)
        {
            if (!_touched.Contains(snapshot.Id))
            {
                snapshots.Add(snapshot with { ParentId = Mapped(snapshot.ParentId, ids) });
                continue;
            }
            var next = new List<ManifestFile>();
            foreach (var path in _lists[snapshot.Id])
            {
                if (await manifests.WriteAsync(_manifests[path], cancellationToken) is { } manifest)
                    next.Add(manifest);
            }
            var list = string.Create(CultureInfo.InvariantCulture, $"{_metadata.Location}/metadata/snap-{ids[snapshot.Id]}-0-{name}.avro");
            await _table.Folder.CreateAsync(
                list, ManifestListWriter.Write(ids[snapshot.Id], Mapped(snapshot.ParentId, ids), snapshot.SequenceNumber, next, _metadata.FormatVersion),
                cancellationToken);
            written.Add(list);
            snapshots.Add(snapshot with
            {
                Id = ids[snapshot.Id], ParentId = Mapped(snapshot.ParentId, ids), ManifestList = list, Manifests = [], Summary = Totals(next),
            });
        }
        return (Next(snapshots, ids), [.. written, .. manifests.Written]);
    }

    private async Task ReadAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var manifests = await SnapshotManifests.ReadAsync(_table.Folder, _metadata, snapshot, cancellationToken);
        _lists.Add(snapshot.Id, [.. manifests.Select(m => m.Path)]);
        foreach (var manifest in manifests.Where(m => !_read.ContainsKey(m.Path)))
        {
            var content = await _table.Folder.ReadAsync(manifest.Path, cancellationToken);
            _read.Add(manifest.Path, (manifest, ManifestReader.Read(content, manifest, _metadata.PartitionTypeOf(manifest.SpecId))));
        }
    }

    // A snapshot with a new id is named by manifests that others share, which are then written anew, and so on.
    private void Spread()
    {
        for (var before = -1; before != _touched.Count;)
        {
            before = _touched.Count;
            foreach (var (snapshot, manifests) in _lists.Where(l => !_touched.Contains(l.Key)))
            {
                if (manifests.Select(p => _manifests[p]).Any(m => m.IsTouched || m.Names(_touched)))
                    _touched.Add(snapshot);
            }
        }
    }

    private TableMetadata Next(List<Snapshot> snapshots, Dictionary<long, long> ids)
    {
        var next = _metadata with
        {
            Snapshots = snapshots.ToValueList(),
            CurrentSnapshotId = Mapped(_metadata.CurrentSnapshotId, ids),
            Refs = _metadata.Refs.SetItems(_metadata.Refs.Select(r => KeyValuePair.Create(r.Key, r.Value with { SnapshotId = Mapped(r.Value.SnapshotId, ids)!.Value }))),
            SnapshotLog = _metadata.SnapshotLog.Select(e => e with { SnapshotId = Mapped(e.SnapshotId, ids)!.Value }).ToValueList(),
            MetadataLog = [],
            LastUpdatedMs = Math.Max(_metadata.LastUpdatedMs, _table.NowMs),
        };
        TableMetadataRules.Check(next);
        return next;
    }

    // Counts of what a snapshot added and removed would tell of erased rows; writers' notes may hold partition values.
    private static TextDictionary Totals(IReadOnlyList<ManifestFile> manifests)
    {
        var data = manifests.Where(m => m.Content == ManifestContent.Data).ToArray();
        return new TextDictionary(
        [
            new("total-data-files", Text(data.Sum(m => (long)m.AddedFiles + m.ExistingFiles))),
            new("total-records", Text(data.Sum(m => m.AddedRows + m.ExistingRows))),
            new("total-delete-files", Text(manifests.Except(data).Sum(m => (long)m.AddedFiles + m.ExistingFiles))),
        ]);

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static long? Mapped(long? id, Dictionary<long, long> ids) => id is { } known && ids.TryGetValue(known, out var next) ? next : id;
}
