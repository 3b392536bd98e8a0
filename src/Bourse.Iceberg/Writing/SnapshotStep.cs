using System.Globalization;
using System.Security.Cryptography;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// Makes one snapshot. Its id, the manifests of its added files and the rewritten manifests stay the same however often it is applied; only the list of manifests
/// depends on the version it is put on.
/// </summary>
internal sealed class SnapshotStep(RowDelta delta, RemovalRule removal, string branch, TransactionFiles files, RandomNumberGenerator random, Func<long> nowMs)
{
    private readonly long _snapshotId = RandomIds.Positive(random);
    private readonly string _name = RandomIds.Hex(random);
    private readonly LiveManifests _manifests = new(files.Table);
    private readonly Dictionary<string, ManifestFile> _rewritten = new(StringComparer.Ordinal);
    private List<ManifestFile>? _added;
    private int _attempts;
    private int _manifestsWritten;

    /// <summary>The snapshot's id.</summary>
    public long SnapshotId => _snapshotId;

    /// <summary>Whether the step still fits; see <see cref="CommitConflict"/>.</summary>
    public Task<CommitConflict?> FindConflictAsync(TableMetadata metadata, CancellationToken cancellationToken) =>
        new DeltaValidation(delta, removal, _manifests).FindConflictAsync(metadata, branch, cancellationToken);

    public async Task<TableMetadata> ApplyAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        _attempts++;
        var parent = metadata.FindSnapshot(branch);
        if (parent is null && branch != SnapshotRef.Main)
            throw new ArgumentException($"There is no branch '{branch}' to write to; create it first.");
        var manifests = new List<ManifestFile>(_added ??= await AddedManifestsAsync(metadata, cancellationToken));
        var removed = new List<DataFile>();
        var wholly = new List<ManifestEntry>();
        foreach (var manifest in await _manifests.ListAsync(metadata, parent, cancellationToken))
        {
            var entries = removal.MayTouch(manifest) ? await _manifests.ReadAsync(metadata, manifest, cancellationToken) : [];
            var gone = entries.Where(e => removal.Removes(e.File)).ToArray();
            removed.AddRange(gone.Select(e => e.File));
            if (gone.Length == 0)
                manifests.Add(manifest);
            else if (gone.Length == entries.Count)
                wholly.AddRange(gone);
            else
                manifests.Add(await RewriteAsync(metadata, manifest, entries, cancellationToken));
        }
        manifests.AddRange(await RemovedManifestsAsync(metadata, wholly, cancellationToken));
        return await FinishAsync(metadata, parent, manifests, removed, cancellationToken);
    }

    private async Task<TableMetadata> FinishAsync(
        TableMetadata metadata, Snapshot? parent, List<ManifestFile> manifests, List<DataFile> removed, CancellationToken cancellationToken)
    {
        var sequence = metadata.LastSequenceNumber + 1;
        var list = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/snap-{_snapshotId}-{_attempts}-{_name}.avro");
        FaultPoint.Reach("iceberg.commit.manifest-list");
        await files.CreateAsync(list, ManifestListWriter.Write(_snapshotId, parent?.Id, sequence, manifests), cancellationToken);
        return metadata.WithSnapshot(
            new Snapshot
            {
                Id = _snapshotId,
                ParentId = parent?.Id,
                SequenceNumber = sequence,
                TimestampMs = Math.Max(nowMs(), metadata.LastUpdatedMs),
                ManifestList = list,
                SchemaId = metadata.CurrentSchemaId,
                Operation = OperationOf(removed),
                Summary = SnapshotSummary.Of([.. delta.Added, .. delta.AddedDeletes], removed, parent?.Summary, manifests),
            },
            branch);
    }

    // Iceberg specification, "Snapshots": append adds data files alone, delete removes rows alone, replace keeps them all.
    private string OperationOf(List<DataFile> removed) => delta.KeepsRows ? "replace" : (delta.Added.Count, removed.Count + delta.AddedDeletes.Count) switch
    {
        (_, 0) => "append",
        (0, _) => "delete",
        _ => "overwrite",
    };

    private async Task<List<ManifestFile>> AddedManifestsAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var written = new List<ManifestFile>();
        foreach (var (kind, content, added) in new[] { ("a", ManifestContent.Data, delta.Added), ("d", ManifestContent.Deletes, delta.AddedDeletes) })
        {
            foreach (var group in added.GroupBy(f => f.SpecId).OrderBy(g => g.Key))
            {
                var entries = group.Select(f => new ManifestEntry(EntryStatus.Added, _snapshotId, null, null, f)).ToArray();
                written.Add(await WriteAsync(metadata, group.Key, content, entries, kind, cancellationToken));
            }
        }
        return written;
    }

    // The files of manifests that lose all of theirs are listed as removed once, together.
    private async Task<List<ManifestFile>> RemovedManifestsAsync(TableMetadata metadata, List<ManifestEntry> wholly, CancellationToken cancellationToken)
    {
        var written = new List<ManifestFile>();
        foreach (var group in wholly.GroupBy(e => (e.File.SpecId, Content: ContentOf(e.File))).OrderBy(g => g.Key))
        {
            var entries = group.Select(Removed).ToArray();
            var key = string.Join('\n', entries.Select(e => e.File.Path));
            if (!_rewritten.TryGetValue(key, out var manifest))
                _rewritten.Add(key, manifest = await WriteAsync(metadata, group.Key.SpecId, group.Key.Content, entries, "r", cancellationToken));
            written.Add(manifest);
        }
        return written;
    }

    private async Task<ManifestFile> RewriteAsync(
        TableMetadata metadata, ManifestFile manifest, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        if (!_rewritten.TryGetValue(manifest.Path, out var rewritten))
        {
            var next = entries.Select(e => removal.Removes(e.File) ? Removed(e) : e with { Status = EntryStatus.Existing }).ToArray();
            _rewritten.Add(manifest.Path, rewritten = await WriteAsync(metadata, manifest.SpecId, manifest.Content, next, "k", cancellationToken));
        }
        return rewritten;
    }

    private async Task<ManifestFile> WriteAsync(
        TableMetadata metadata, int specId, ManifestContent content, ManifestEntry[] entries, string kind, CancellationToken cancellationToken)
    {
        var location = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/{_name}-{kind}{_manifestsWritten++}-m{specId}.avro");
        var manifest = new ManifestWriter(metadata.SchemaOfSpec(specId), metadata.SpecOf(specId), content).Write(location, _snapshotId, entries);
        FaultPoint.Reach("iceberg.commit.manifest");
        await files.CreateAsync(location, manifest.Content, cancellationToken);
        return manifest.Entry;
    }

    private ManifestEntry Removed(ManifestEntry entry) => entry with { Status = EntryStatus.Deleted, SnapshotId = _snapshotId };

    private static ManifestContent ContentOf(DataFile file) => file.Content == FileContent.Data ? ManifestContent.Data : ManifestContent.Deletes;
}
