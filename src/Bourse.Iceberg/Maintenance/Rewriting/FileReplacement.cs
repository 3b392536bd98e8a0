using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>
/// Puts files in the place of others in one snapshot. It can be put on newer versions: the manifests of the new files stay, a manifest that lists a replaced
/// file is written again without it, and the others stay as they are.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="manifests">Its manifests.</param>
/// <param name="removed">The locations of the files that go.</param>
/// <param name="added">The files that come.</param>
internal sealed class FileReplacement(MaintainedTable table, LiveManifests manifests, IReadOnlySet<string> removed, IReadOnlyList<RewrittenFile> added)
{
    private readonly ReplaceSnapshot _snapshot = new(table);
    private readonly Dictionary<string, (ManifestFile Manifest, IReadOnlyList<ManifestEntry> Gone)> _rewritten = new(StringComparer.Ordinal);
    private List<ManifestFile>? _added;

    /// <summary>Moves the table on, unless a check of the newest version forbids it.</summary>
    /// <param name="allows">Whether the replacement may be put on a version; called for every version that it is tried on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the table moved. When not, the files that were to come are removed again.</returns>
    /// <exception cref="MaintenanceException">The catalogue refuses the version, or others were first too often.</exception>
    public async Task<bool> TryMoveAsync(Func<TableState, bool> allows, CancellationToken cancellationToken)
    {
        var (current, moved) = await table.MoveAsync(
            async (from, ct) =>
            {
                var state = await TableState.ReadAsync(from, manifests, ct);
                var live = state.Data.Concat(state.Deletes).Select(e => e.File.Path).ToHashSet(StringComparer.Ordinal);
                return removed.All(live.Contains) && allows(state) ? await NextAsync(from, ct) : null;
            },
            cancellationToken);
        await _snapshot.DiscardUnusedAsync(moved ? current.Metadata : null, cancellationToken);
        foreach (var file in moved ? [] : added)
            await table.Folder.DeleteAsync(file.File.Path, cancellationToken);
        return moved;
    }

    private async Task<TableMetadata> NextAsync(IcebergTable from, CancellationToken cancellationToken)
    {
        var metadata = from.Metadata;
        var next = new List<ManifestFile>(_added ??= await WriteAddedAsync(metadata, cancellationToken));
        var gone = new List<ManifestEntry>();
        foreach (var manifest in await manifests.ListAsync(metadata, cancellationToken))
        {
            var entries = await manifests.ReadAsync(metadata, manifest, cancellationToken);
            if (!entries.Any(e => removed.Contains(e.File.Path)))
            {
                next.Add(manifest);
                continue;
            }
            if (!_rewritten.TryGetValue(manifest.Path, out var without))
                _rewritten.Add(manifest.Path, without = await WriteWithoutAsync(metadata, manifest, entries, cancellationToken));
            next.Add(without.Manifest);
            gone.AddRange(without.Gone);
        }
        return await _snapshot.FinishAsync(metadata, next, [.. added.Select(f => f.File)], [.. gone.Select(e => e.File)], cancellationToken);
    }

    private async Task<List<ManifestFile>> WriteAddedAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var written = new List<ManifestFile>();
        foreach (var group in added.GroupBy(f => (f.File.SpecId, Content: ContentOf(f.File))).OrderBy(g => g.Key))
        {
            var entries = group.Select(f => new ManifestEntry(EntryStatus.Added, _snapshot.Id, f.SequenceNumber, null, f.File)).ToArray();
            written.Add(await _snapshot.WriteManifestAsync(metadata, group.Key.SpecId, group.Key.Content, entries, cancellationToken));
        }
        return written;
    }

    private async Task<(ManifestFile Manifest, IReadOnlyList<ManifestEntry> Gone)> WriteWithoutAsync(
        TableMetadata metadata, ManifestFile manifest, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var gone = entries.Where(e => removed.Contains(e.File.Path)).ToArray();
        var next = entries.Select(e => removed.Contains(e.File.Path)
            ? e with { Status = EntryStatus.Deleted, SnapshotId = _snapshot.Id }
            : e with { Status = EntryStatus.Existing }).ToArray();
        return (await _snapshot.WriteManifestAsync(metadata, manifest.SpecId, manifest.Content, next, cancellationToken), gone);
    }

    private static ManifestContent ContentOf(DataFile file) => file.Content == FileContent.Data ? ManifestContent.Data : ManifestContent.Deletes;
}
