using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>
/// Rewrites data files: small ones together, those that deletes apply to without the deleted rows, all of a partition in order. Files stay in their spec and
/// partition, unless they are moved to the default spec. Each group is a commit of its own, so that a run that ends early keeps what it has done and the next goes on.
///
/// A group holds the rows of the version it started from and takes that version's sequence number, so equality deletes committed meanwhile apply to it.
/// When new position deletes refer to a file it replaces, or somebody replaced that file, the group is made anew from the newer version.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
public sealed class DataCompaction(MaintainedTable table, DuckDbConnection connection)
{
    private const string Name = "compact-data";
    private const int AttemptsMax = 3;

    private delegate Task<List<RewrittenFile>> Rewrite(BinWriter writer, IReadOnlyList<ScanTask> tasks, int outputs, CancellationToken cancellationToken);

    private readonly LiveManifests _manifests = new(table.Folder);

    /// <summary>Runs it by the table's properties, or says what it would do.</summary>
    /// <exception cref="MaintenanceException">A property is malformed, or a commit is refused or overtaken too often.</exception>
    /// <exception cref="NotSupportedException">The table has a column or a file that is not rewritten.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<TaskReport> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        var current = await table.LoadAsync(cancellationToken);
        var options = MaintenancePolicy.Of(current.Metadata.Properties).Compaction;
        if (options.Strategy == CompactionStrategy.Off)
            return new TaskReport(Name) { Note = "bourse.maintenance.compaction is off" };
        var order = RowOrder.Of(current.Metadata, options.Strategy);
        var groups = CompactionPlan.Of(await TableState.ReadAsync(current, _manifests, cancellationToken), options);
        return dryRun ? Planned(groups) : await RunAsync(groups, (writer, tasks, outputs, ct) => writer.WriteAsync(tasks, outputs, order, ct), cancellationToken);
    }

    /// <summary>Moves the files of other specs to the table's default one, whatever its properties say, or says which it would move.</summary>
    /// <exception cref="MaintenanceException">A commit is refused or overtaken too often.</exception>
    /// <exception cref="ArgumentException">A setting of the table is malformed, or a column of it is not written.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<TaskReport> RepartitionAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        var current = await table.LoadAsync(cancellationToken);
        var options = MaintenancePolicy.Of(current.Metadata.Properties).Compaction;
        var groups = CompactionPlan.OfOtherSpecs(await TableState.ReadAsync(current, _manifests, cancellationToken), options);
        var report = dryRun
            ? Planned(groups)
            : await RunAsync(groups, (writer, tasks, _, ct) => writer.RepartitionAsync(tasks, ct), cancellationToken);
        return report with { Task = "repartition-data" };
    }

    /// <summary>Rewrites exactly the files that deletes apply to, whatever the table's properties say.</summary>
    /// <exception cref="MaintenanceException">A commit is refused or overtaken too often.</exception>
    /// <exception cref="NotSupportedException">The table has a column or a file that is not rewritten.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<TaskReport> ApplyDeletesAsync(CancellationToken cancellationToken = default)
    {
        var current = await table.LoadAsync(cancellationToken);
        var options = MaintenancePolicy.Of(current.Metadata.Properties).Compaction;
        var groups = CompactionPlan.OfDeletes(await TableState.ReadAsync(current, _manifests, cancellationToken), options);
        return await RunAsync(groups, (writer, tasks, outputs, ct) => writer.WriteAsync(tasks, outputs, RowOrder.None, ct), cancellationToken);
    }

    private async Task<TaskReport> RunAsync(IReadOnlyList<IReadOnlyList<CompactionBin>> groups, Rewrite rewrite, CancellationToken cancellationToken)
    {
        var report = new TaskReport(Name);
        var skipped = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            if (await RewriteAsync(groups[i], rewrite, cancellationToken) is not { } done)
            {
                skipped++;
                continue;
            }
            report = report with
            {
                Commits = report.Commits + done.Commits,
                FilesRemoved = report.FilesRemoved + done.FilesRemoved,
                BytesRemoved = report.BytesRemoved + done.BytesRemoved,
                FilesAdded = report.FilesAdded + done.FilesAdded,
                BytesAdded = report.BytesAdded + done.BytesAdded,
            };
            table.Progress($"compacted group {i + 1} of {groups.Count}: {done.FilesRemoved} files to {done.FilesAdded}");
        }
        return skipped == 0 ? report : report with { Note = $"{skipped} of {groups.Count} groups were changed by writers time and again; run it again" };
    }

    private async Task<TaskReport?> RewriteAsync(IReadOnlyList<CompactionBin> group, Rewrite rewrite, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var start = await TableState.ReadAsync(await table.LoadAsync(cancellationToken), _manifests, cancellationToken);
            var live = start.Data.ToDictionary(e => e.File.Path, start.TaskOf, StringComparer.Ordinal);
            // What somebody else replaced meanwhile is not ours any more.
            var bins = group.Select(b => (Tasks: b.Files.Where(f => live.ContainsKey(f.Path)).Select(f => live[f.Path]).ToList(), b.Outputs)).ToList();
            var tasks = bins.SelectMany(b => b.Tasks).ToList();
            if (tasks.Count == 0)
                return new TaskReport(Name);

            var added = new List<RewrittenFile>();
            foreach (var bin in bins.Where(b => b.Tasks.Count > 0))
                added.AddRange(await rewrite(new BinWriter(table, connection, start), bin.Tasks, bin.Outputs, cancellationToken));
            var removed = tasks.Select(t => t.File.Path).ToHashSet(StringComparer.Ordinal);
            if (await new FileReplacement(table, _manifests, removed, added).TryMoveAsync(newest => HasNoNewPositions(newest, tasks), cancellationToken))
                return Done(tasks, added);
        }
        return null;
    }

    // New equality deletes are younger than the rewritten files and apply to them; new position deletes name files that would be gone.
    private static bool HasNoNewPositions(TableState newest, List<ScanTask> tasks)
    {
        var known = tasks.ToDictionary(t => t.File.Path, t => t.Deletes.Select(d => d.Path).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return newest.Data.Where(e => known.ContainsKey(e.File.Path)).Select(newest.TaskOf)
            .All(t => t.Deletes.All(d => d.Content == FileContent.EqualityDeletes || known[t.File.Path].Contains(d.Path)));
    }

    private static TaskReport Done(List<ScanTask> tasks, List<RewrittenFile> added) => new(Name)
    {
        Commits = 1,
        FilesRemoved = tasks.Count,
        BytesRemoved = tasks.Sum(t => t.File.FileSizeBytes),
        FilesAdded = added.Count,
        BytesAdded = added.Sum(f => f.File.FileSizeBytes),
    };

    private static TaskReport Planned(IReadOnlyList<IReadOnlyList<CompactionBin>> groups)
    {
        var bins = groups.SelectMany(g => g).ToList();
        return new TaskReport(Name)
        {
            FilesRemoved = bins.Sum(b => (long)b.Files.Count),
            BytesRemoved = bins.Sum(b => b.SizeBytes),
            FilesAdded = bins.Sum(b => (long)b.Outputs),
            Note = groups.Count == 0 ? "" : $"{groups.Count} groups, a commit each",
        };
    }
}
