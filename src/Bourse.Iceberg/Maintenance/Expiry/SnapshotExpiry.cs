using Bourse.Iceberg.Maintenance.Reach;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Expiry;

/// <summary>
/// Expires snapshots by the table's retention, then removes files that only expired snapshots led to:
/// 1. one commit drops snapshots and references from the metadata;
/// 2. files go that versions led to which were superseded longer ago than the readers' grace, and that nothing leads to which is still in use.
/// What 1 makes unreachable therefore goes in a later run, once the grace is over: whoever loaded the version before may read on until then. A crash
/// anywhere loses nothing: what was not removed is found again, by the log of versions or, when that has gone on, as an orphan.
/// </summary>
public sealed class SnapshotExpiry(MaintainedTable table)
{
    private const string Name = "expire-snapshots";

    /// <summary>Runs it, or says what it would do.</summary>
    /// <exception cref="MaintenanceException">A property is malformed, or the commit is refused or overtaken too often.</exception>
    public async Task<TaskReport> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        var policy = await table.PolicyAsync(cancellationToken);
        if (!policy.RemovesFiles)
            return new TaskReport(Name) { Note = "gc.enabled is false: nothing expires" };

        var plan = new RetentionPlan([], []);
        var (current, moved) = dryRun
            ? (await table.LoadAsync(cancellationToken), false)
            : await table.MoveAsync((from, _) => Task.FromResult(Next(from, policy, out plan)), cancellationToken);
        if (dryRun)
            plan = RetentionPlan.Of(current.Metadata, policy.Retention, table.KeepsRef, table.NowMs);
        if (moved)
            table.Progress($"expired {Counts(plan)}");

        var freed = await FreedAsync(current, table.Time.GetUtcNow() - policy.ReaderGrace, cancellationToken);
        if (!dryRun)
            await FileRemoval.RunAsync(table, [.. freed.Select(f => f.Location)], cancellationToken);
        return new TaskReport(Name)
        {
            Commits = moved ? 1 : 0,
            FilesRemoved = freed.Count,
            BytesRemoved = freed.Sum(f => f.SizeBytes),
            Removed = freed.Select(f => f.Location).ToValueList(),
            Note = plan.IsEmpty ? "" : $"{Counts(plan)}; files go {policy.ReaderGrace.TotalHours:0.##} h later",
        };
    }

    private TableMetadata? Next(IcebergTable from, MaintenancePolicy policy, out RetentionPlan plan)
    {
        plan = RetentionPlan.Of(from.Metadata, policy.Retention, table.KeepsRef, table.NowMs);
        return plan.IsEmpty ? null : from.Metadata.Without(plan, table.NowMs);
    }

    private static async Task<List<ReachedFile>> FreedAsync(IcebergTable current, DateTimeOffset usedSince, CancellationToken cancellationToken)
    {
        var unused = VersionHistory.UnusedSince(current.Metadata, usedSince).ToList();
        if (unused.Count == 0)
            return [];
        var inUse = await VersionHistory.InUseAsync(current, usedSince, cancellationToken);
        var formerly = new FileReach(current.Files, skipsMissing: true);
        foreach (var location in unused)
            await formerly.AddVersionAsync(location, cancellationToken);
        return [.. formerly.Files.Values.Where(f => !inUse.Files.ContainsKey(f.Location)).OrderBy(f => f.Kind).ThenBy(f => f.Location, StringComparer.Ordinal)];
    }

    private static string Counts(RetentionPlan plan) => $"{plan.Snapshots.Count} snapshots and {plan.Refs.Count} references";
}
