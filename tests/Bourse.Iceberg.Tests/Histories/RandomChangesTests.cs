using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning.Incremental;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Changes between random snapshots of random histories, against the model's rows at either end and at each snapshot between.</summary>
[Collection(nameof(FaultPoint))]
public sealed class RandomChangesTests
{
    [Fact]
    public void Changes_applied_to_the_rows_before_give_those_of_each_snapshot_and_all_of_them_are_the_net_changes() =>
        RandomTable.Play(histories: 10, steps: 14, async (table, _) =>
        {
            var metadata = table.Table.Metadata;
            if (metadata.CurrentSnapshot is not { } to)
                return;
            var from = metadata.Snapshots.Prepend(null).ElementAt(table.Random.Next(metadata.Snapshots.Count + 1));
            var scan = table.Table.ScanChanges(from, to).WithKeys(table.Random.Next(2) == 0 ? ["id"] : []);
            var net = new Bag(Rows(table, from));
            Apply(table, net, Changes(table, await scan.ToNetQueryAsync(Expression.True)), "net changes");
            table.Check(net.Items, Rows(table, to), "net changes");

            var ancestors = metadata.AncestorsOf(to.Id).ToArray();
            if (from is null ? ancestors[^1].ParentId is not null : ancestors.All(s => s.Id != from.Id))
            {
                await Assert.ThrowsAsync<ArgumentException>(() => scan.ToQueryAsync(Expression.True));
                return;
            }
            var rows = new Bag(Rows(table, from));
            foreach (var step in Changes(table, await scan.ToQueryAsync(Expression.True)).GroupBy(c => (c.Ordinal, c.SnapshotId)))
            {
                Apply(table, rows, step, $"changes {step.Key}");
                table.Check(rows.Items, Rows(table, metadata.FindSnapshot(step.Key.SnapshotId)), $"changes {step.Key}");
            }
            table.Check(rows.Items, Rows(table, to), "all changes");
        });

    private static List<string> Rows(RandomTable table, Snapshot? snapshot) => snapshot is null ? [] : table.Model.Rows(ModelTables.Of(snapshot.Id), table.Schema);

    // What a step takes and what it brings have no row in common; with keys, a single one of each with a key is an update.
    private static void Apply(RandomTable table, Bag rows, IEnumerable<Change> changes, string what)
    {
        var all = changes.ToArray();
        var (went, came) = (all.Where(c => c.Removes).ToArray(), all.Where(c => !c.Removes).ToArray());
        foreach (var change in went.Where(c => !rows.Remove(c.Row)))
            table.Fail($"{what}: a row went that was not there: {change.Row}");
        foreach (var change in came)
            rows.Add(change.Row);
        if (went.Select(c => c.Row).Intersect(came.Select(c => c.Row)).FirstOrDefault() is { } carried)
            table.Fail($"{what}: a row went and came: {carried}");
        foreach (var key in all.GroupBy(c => c.Row.Split('|')[0]))
        {
            var isPair = (key.Count(c => c.Removes), key.Count(c => !c.Removes)) == (1, 1);
            var updates = key.Count(c => c.Type is ChangeType.UpdateBefore or ChangeType.UpdateAfter);
            if (updates != 0 && !(isPair && updates == 2))
                table.Fail($"{what}: key {key.Key} is updated by {key.Count()} changes");
        }
    }

    private static IEnumerable<Change> Changes(RandomTable table, Iceberg.Scanning.ScanQuery query)
    {
        var facts = query.Schema.Fields.Count - table.Schema.Fields.Count;
        using var result = table.Lake.Lake.Connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({query.Sql})");
        foreach (var row in result.Rows().ToArray())
        {
            var values = row.Select(v => v as string ?? "∅").ToArray();
            yield return new Change(
                values[0], facts == 1 ? 0 : int.Parse(values[1], CultureInfo.InvariantCulture), facts == 1 ? 0 : long.Parse(values[2], CultureInfo.InvariantCulture),
                string.Join('|', values[facts..]));
        }
    }

    private sealed record Change(string Type, int Ordinal, long SnapshotId, string Row)
    {
        public bool Removes => Type is ChangeType.Delete or ChangeType.UpdateBefore;
    }

    /// <summary>Rows, each as often as it is there.</summary>
    private sealed class Bag(IEnumerable<string> rows)
    {
        private readonly Dictionary<string, int> _counts = rows.GroupBy(r => r).ToDictionary(g => g.Key, g => g.Count());

        public List<string> Items => [.. _counts.SelectMany(c => Enumerable.Repeat(c.Key, c.Value)).Order(StringComparer.Ordinal)];

        public void Add(string row) => _counts[row] = _counts.GetValueOrDefault(row) + 1;

        public bool Remove(string row)
        {
            if (!_counts.TryGetValue(row, out var count) || count == 0)
                return false;
            _counts[row] = count - 1;
            return true;
        }
    }
}
