using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Maintenance.Manifests;

/// <summary>
/// Rewrites manifests: those of one spec together, their files sorted by partition, cut at the target size, so that planning prunes whole manifests. Files
/// keep the snapshot that added them and their sequence numbers. One commit, made anew when a writer was first; what is written already is used again.
/// </summary>
public sealed class ManifestRewrite(MaintainedTable table)
{
    private const string Name = "rewrite-manifests";

    private readonly LiveManifests _manifests = new(table.Folder);
    private readonly Dictionary<ManifestGroup, IReadOnlyList<ManifestFile>> _rewritten = [];

    /// <summary>Runs it, or says what it would do.</summary>
    /// <exception cref="MaintenanceException">A property is malformed, or the commit is refused or overtaken too often.</exception>
    public async Task<TaskReport> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        var policy = await table.PolicyAsync(cancellationToken);
        IReadOnlyList<ManifestGroup> groups = [];
        if (dryRun)
        {
            groups = await PlanAsync((await table.LoadAsync(cancellationToken)).Metadata, policy, cancellationToken);
            return Report(groups) with { Note = groups.Count == 0 ? "" : "as many bytes come back in fewer manifests" };
        }

        var snapshot = new ReplaceSnapshot(table);
        var (current, moved) = await table.MoveAsync(
            async (from, ct) =>
            {
                groups = await PlanAsync(from.Metadata, policy, ct);
                return groups.Count == 0 ? null : await NextAsync(from, groups, snapshot, policy, ct);
            },
            cancellationToken);
        await snapshot.DiscardUnusedAsync(moved ? current.Metadata : null, cancellationToken);
        if (!moved)
            return new TaskReport(Name);
        var added = groups.SelectMany(g => _rewritten[g]).ToList();
        table.Progress($"rewrote {groups.Sum(g => g.Sources.Count)} manifests to {added.Count}");
        return Report(groups) with { Commits = 1, FilesAdded = added.Count, BytesAdded = added.Sum(m => m.LengthBytes) };
    }

    private async Task<IReadOnlyList<ManifestGroup>> PlanAsync(TableMetadata metadata, MaintenancePolicy policy, CancellationToken cancellationToken) =>
        ManifestGroup.Plan(await _manifests.ListAsync(metadata, cancellationToken), policy.ManifestTargetSizeBytes);

    private async Task<TableMetadata> NextAsync(
        IcebergTable from, IReadOnlyList<ManifestGroup> groups, ReplaceSnapshot snapshot, MaintenancePolicy policy, CancellationToken cancellationToken)
    {
        var sources = groups.SelectMany(g => g.Sources).Select(m => m.Path).ToHashSet();
        var manifests = (await _manifests.ListAsync(from.Metadata, cancellationToken)).Where(m => !sources.Contains(m.Path)).ToList();
        foreach (var group in groups)
        {
            if (!_rewritten.TryGetValue(group, out var rewritten))
                _rewritten.Add(group, rewritten = await RewriteAsync(from.Metadata, group, snapshot, policy, cancellationToken));
            manifests.AddRange(rewritten);
        }
        return await snapshot.FinishAsync(from.Metadata, manifests, [], [], cancellationToken);
    }

    private async Task<IReadOnlyList<ManifestFile>> RewriteAsync(
        TableMetadata metadata, ManifestGroup group, ReplaceSnapshot snapshot, MaintenancePolicy policy, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>();
        foreach (var manifest in group.Sources)
            entries.AddRange((await _manifests.ReadAsync(metadata, manifest, cancellationToken)).Select(e => e with { Status = EntryStatus.Existing }));
        entries = [.. entries.OrderBy(e => e.File.Partition, PartitionOrder.Instance).ThenBy(e => e.File.Path, StringComparer.Ordinal)];
        var count = Math.Max(1, (int)Math.Round((double)group.SizeBytes / policy.ManifestTargetSizeBytes));
        var written = new List<ManifestFile>();
        foreach (var part in entries.Chunk((entries.Count + count - 1) / count))
            written.Add(await snapshot.WriteManifestAsync(metadata, group.SpecId, group.Content, part, cancellationToken));
        return written;
    }

    private static TaskReport Report(IReadOnlyList<ManifestGroup> groups) =>
        new(Name) { FilesRemoved = groups.Sum(g => (long)g.Sources.Count), BytesRemoved = groups.Sum(g => g.SizeBytes) };
}
