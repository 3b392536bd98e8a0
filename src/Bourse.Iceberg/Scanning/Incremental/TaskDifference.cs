using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>What two plans of a table do not have in common. Data files with equal deletes in both are in none of its parts.</summary>
/// <param name="Gone">The tasks of data files that the plan before alone has.</param>
/// <param name="Came">Those of the plan after alone.</param>
/// <param name="Altered">Those of data files that both have with different deletes.</param>
internal sealed record TaskDifference(IReadOnlyList<ScanTask> Gone, IReadOnlyList<ScanTask> Came, IReadOnlyList<(ScanTask Before, ScanTask After)> Altered)
{
    public static TaskDifference Of(IReadOnlyList<ScanTask> before, IReadOnlyList<ScanTask> after)
    {
        // A file that a table lists twice has its rows twice.
        var left = before.GroupBy(t => t.File.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new Queue<ScanTask>(g), StringComparer.Ordinal);
        var came = new List<ScanTask>();
        var altered = new List<(ScanTask, ScanTask)>();
        foreach (var task in after)
        {
            if (!left.TryGetValue(task.File.Path, out var olds) || !olds.TryDequeue(out var old))
                came.Add(task);
            else if (!old.Deletes.Select(IdOf).SequenceEqual(task.Deletes.Select(IdOf)))
                altered.Add((old, task));
        }
        return new TaskDifference([.. left.Values.SelectMany(tasks => tasks)], came, altered);
    }

    /// <summary>What tells files apart: several deletion vectors share a location.</summary>
    public static string IdOf(DataFile file) => file.ContentOffset is { } offset ? $"{file.Path}#{offset}" : file.Path;
}
