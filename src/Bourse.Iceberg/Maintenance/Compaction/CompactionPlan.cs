using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>Chooses what to rewrite. After it is done the same plan is empty, so that compaction can run as often as one likes.</summary>
internal static class CompactionPlan
{
    /// <summary>The bins of a version by strategy, in groups that are committed together.</summary>
    public static IReadOnlyList<IReadOnlyList<CompactionBin>> Of(TableState state, CompactionOptions options)
    {
        var partitions = state.Data.Select(state.TaskOf).GroupBy(t => (t.File.SpecId, t.File.Partition)).Select(g => g.ToList());
        var bins = options.Strategy switch
        {
            CompactionStrategy.BinPack => partitions.SelectMany(p => BinPacked(p, options)),
            CompactionStrategy.Sort => partitions.SelectMany(p => Sorted(p, options, state.Table.Metadata.DefaultSortOrderId)),
            _ => [],
        };
        return Groups(bins, options.GroupBytesMax);
    }

    /// <summary>Every file that a delete applies to, each on its own.</summary>
    public static IReadOnlyList<IReadOnlyList<CompactionBin>> OfDeletes(TableState state, CompactionOptions options) => Groups(
        state.Data.Select(state.TaskOf).Where(t => t.Deletes.Count > 0).Select(t => new CompactionBin([t.File], 1)), options.GroupBytesMax);

    /// <summary>Every file of another spec than the default one, together as far as one commit goes: their rows are spread over partitions.</summary>
    public static IReadOnlyList<IReadOnlyList<CompactionBin>> OfOtherSpecs(TableState state, CompactionOptions options) => [.. Groups(
        state.Data.Where(e => e.File.SpecId != state.Table.Metadata.DefaultSpecId).Select(e => new CompactionBin([e.File], 1)), options.GroupBytesMax)
        .Select(group => (IReadOnlyList<CompactionBin>)[new CompactionBin([.. group.SelectMany(bin => bin.Files)], 1)])];

    private static IEnumerable<CompactionBin> BinPacked(List<ScanTask> tasks, CompactionOptions options)
    {
        var candidates = tasks
            .Where(t => t.File.FileSizeBytes < options.TargetFileSizeBytes * 3 / 4 || t.Deletes.Count >= options.DeleteFilesMin)
            .OrderBy(t => t.SequenceNumber)
            .ThenBy(t => t.File.Path, StringComparer.Ordinal);
        var bin = new List<ScanTask>();
        foreach (var task in candidates)
        {
            if (bin.Count > 0 && Size(bin) + task.File.FileSizeBytes > options.TargetFileSizeBytes)
            {
                if (IsWorth(bin, options))
                    yield return BinOf(bin, 1);
                bin = [];
            }
            bin.Add(task);
        }
        if (IsWorth(bin, options))
            yield return BinOf(bin, 1);
    }

    private static bool IsWorth(List<ScanTask> bin, CompactionOptions options) =>
        bin.Count >= options.InputFilesMin
        || bin.Exists(t => t.Deletes.Count >= options.DeleteFilesMin)
        || (bin.Count > 1 && Size(bin) >= options.TargetFileSizeBytes * 3 / 4);

    // A partition is sorted as a whole: files that are sorted already overlap with the rows of those that are not.
    private static IEnumerable<CompactionBin> Sorted(List<ScanTask> tasks, CompactionOptions options, int sortOrderId)
    {
        if (tasks.TrueForAll(t => t.File.SortOrderId == sortOrderId && t.Deletes.Count < options.DeleteFilesMin))
            yield break;
        for (var rest = tasks; rest.Count > 0;)
        {
            var size = 0L;
            var taken = rest.TakeWhile((t, i) => (size += t.File.FileSizeBytes) <= options.GroupBytesMax || i == 0).ToList();
            yield return BinOf(taken, (int)Math.Max(1, Math.Round((double)Size(taken) / options.TargetFileSizeBytes)));
            rest = rest[taken.Count..];
        }
    }

    private static List<IReadOnlyList<CompactionBin>> Groups(IEnumerable<CompactionBin> bins, long bytesMax)
    {
        var groups = new List<IReadOnlyList<CompactionBin>>();
        var group = new List<CompactionBin>();
        foreach (var bin in bins)
        {
            if (group.Count > 0 && group.Sum(b => b.SizeBytes) + bin.SizeBytes > bytesMax)
            {
                groups.Add(group);
                group = [];
            }
            group.Add(bin);
        }
        if (group.Count > 0)
            groups.Add(group);
        return groups;
    }

    private static CompactionBin BinOf(List<ScanTask> tasks, int outputs) => new([.. tasks.Select(t => t.File)], outputs);

    private static long Size(List<ScanTask> tasks) => tasks.Sum(t => t.File.FileSizeBytes);
}
