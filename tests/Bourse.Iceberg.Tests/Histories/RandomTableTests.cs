using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random histories against plain tables of the engine that are changed by ordinary SQL.</summary>
[Collection(nameof(FaultPoint))]
public sealed class RandomTableTests
{
    [Fact]
    public void Every_branch_after_each_step_and_every_snapshot_at_the_end_reads_as_ordinary_SQL_says() =>
        RandomTable.Play(histories: 10, steps: 14, async (table, isLast) =>
    {
        foreach (var branch in table.Table.Metadata.Refs.Where(r => r.Value.Kind == SnapshotRefKind.Branch).Select(r => r.Key).Append(SnapshotRef.Main).Distinct())
        {
            var rows = table.Lake.Lake.Text(await table.Table.ScanBranch(branch).ToSqlAsync(Expression.True));
            table.Check(rows, table.Model.Rows(ModelTables.Of(branch), table.Schema), branch);
        }
        if (!isLast)
            return;
        // The current snapshot is shown with the present columns, which was checked; the others with those of their time.
        foreach (var snapshot in table.Table.Metadata.Snapshots.Where(s => s.Id != table.Table.Metadata.CurrentSnapshotId))
            table.Check(await table.Lake.RowsAsync(snapshot), table.Model.Shown(snapshot.Id), $"snapshot {snapshot.Id}");
        await CheckTotalsAsync(table);
    });

    private static async Task CheckTotalsAsync(RandomTable table)
    {
        if (table.Table.Metadata.CurrentSnapshot is not { } snapshot)
            return;
        var tasks = await table.Table.Scan().PlanFilesAsync(Expression.True);
        var deletes = (await table.Table.Scan().ManifestsAsync()).Where(m => m.Content == ManifestContent.Deletes).ToArray();
        (string Name, long Value)[] totals =
        [
            ("total-data-files", tasks.Count),
            ("total-records", tasks.Sum(t => t.File.RecordCount)),
            ("total-delete-files", deletes.Sum(m => (long)m.AddedFiles + m.ExistingFiles)),
        ];
        table.Check(
            [.. totals.Select(t => $"{t.Name} {snapshot.Summary[t.Name]}"), Deletes(snapshot, "position", "equality")],
            [.. totals.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {t.Value}")), $"{deletes.Sum(m => m.AddedRows + m.ExistingRows)}"], "totals");
    }

    private static string Deletes(Snapshot snapshot, params string[] kinds) =>
        kinds.Sum(k => long.Parse(snapshot.Summary[$"total-{k}-deletes"], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
}
