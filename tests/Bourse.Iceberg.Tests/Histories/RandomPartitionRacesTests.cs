using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Replaced partitions beside random other commits, against a model that knows which partitions each of them touched.</summary>
[Collection(nameof(FaultPoint))]
public sealed class RandomPartitionRacesTests
{
    private static readonly string[] Funds = ["a", "b", "c", "d"];

    [Fact]
    public void Replaced_partitions_conflict_exactly_with_rows_that_were_deleted_in_them_and_as_isolated_with_rows_that_were_added() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed =>
        {
            using var races = new Races(new System.Random(seed.Item), $"seed {seed.Item}");
            races.RunAsync(rounds: 6).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(12)));

    private sealed class Races(System.Random random, string seed) : IDisposable
    {
        private readonly MaintainedLake _lake = new();
        private readonly bool _isSerializable = random.Next(2) == 0;
        private readonly HashSet<string> _added = [];
        private readonly HashSet<string> _removed = [];
        private Dictionary<int, string> _rows = [];
        private int _nextId;

        public void Dispose() => _lake.Dispose();

        public async Task RunAsync(int rounds)
        {
            await _lake.CreateAsync(
                new PartitionSpec(0, [new(2, 1000, "fund", new Transform.Identity())]),
                ("write.delete.isolation-level", _isSerializable ? "serializable" : "snapshot"), ("bourse.maintenance.compaction.min-input-files", "2"),
                ("write.delete.mode", random.Next(2) == 0 ? "merge-on-read" : "copy-on-write"));
            for (var round = 0; round < rounds; round++)
            {
                await RaceAsync($"{seed}, round {round}, serializable {_isSerializable}");
                Assert.Equal(_rows.Select(r => $"{r.Key}|{r.Value}").Order(StringComparer.Ordinal), await _lake.RowsAsync());
            }
        }

        private async Task RaceAsync(string what)
        {
            var rows = Rows();
            var files = await _lake.WriteAsync(Select(rows));
            var begun = await _lake.Pointer.LoadAsync();
            var transaction = TableTransaction.Begin(begun, _lake.Lake.Time, _lake.Lake.Random).OverwritePartitions(files);
            _added.Clear();
            _removed.Clear();
            for (var others = random.Next(4); others > 0; others--)
                await CommitAnotherAsync();

            var newest = await _lake.Pointer.LoadAsync();
            var conflict = newest.MetadataLocation == begun.MetadataLocation ? null : await transaction.RebaseAsync(newest);
            var replaced = rows.Values.ToHashSet();
            var expected = _removed.Overlaps(replaced) || (_isSerializable && _added.Overlaps(replaced));
            Assert.True(expected == conflict is not null, $"{what}: {conflict?.Description ?? "no conflict"}");
            Assert.True(conflict is null or CommitConflict.RowsAdded or CommitConflict.FileRemoved or CommitConflict.PartitionDeleted, what);
            if (conflict is not null)
                return;
            Assert.IsType<PointerMove.Moved>(await _lake.Pointer.TryMoveAsync(newest, await transaction.ApplyAsync()));
            Replace(rows);
        }

        private async Task CommitAnotherAsync()
        {
            var rows = Rows();
            switch (random.Next(5))
            {
                case 0:
                    await _lake.AppendAsync(Select(rows));
                    _added.UnionWith(rows.Values);
                    _rows = _rows.Concat(rows).ToDictionary();
                    break;
                case 1:
                    await DeleteAsync();
                    break;
                case 2:
                    var files = await _lake.WriteAsync(Select(rows));
                    await _lake.ChangeAsync(t => t.OverwritePartitions(files));
                    _added.UnionWith(rows.Values);
                    _removed.UnionWith(rows.Values.Intersect(_rows.Values));
                    Replace(rows);
                    break;
                default:
                    await new DataCompaction(_lake.Table, _lake.Lake.Connection).RunAsync(dryRun: false);
                    break;
            }
        }

        // A file that is rewritten without some rows goes, and another comes.
        private async Task DeleteAsync()
        {
            var last = random.Next(_nextId);
            var table = await _lake.Pointer.LoadAsync();
            var condition = new ColumnConditions(table.Metadata.CurrentSchema).Equal("id", last);
            var delta = await new RowWriter(_lake.Lake.Connection, table, _lake.Lake.Random).DeleteAsync(condition);
            await _lake.ChangeAsync(t => t.Apply(delta));
            if (!_rows.Remove(last, out var fund))
                return;
            _removed.Add(fund);
        }

        private void Replace(Dictionary<int, string> rows)
        {
            var replaced = rows.Values.ToHashSet();
            _rows = _rows.Where(r => !replaced.Contains(r.Value)).Concat(rows).ToDictionary();
        }

        private Dictionary<int, string> Rows() => Enumerable.Range(0, random.Next(1, 3)).ToDictionary(_ => _nextId++, _ => Funds[random.Next(Funds.Length)]);

        private static string Select(Dictionary<int, string> rows) =>
            $"SELECT CAST(i AS INTEGER) AS id, CAST(f AS VARCHAR) AS fund FROM (VALUES {string.Join(", ", rows.Select(r => $"({r.Key}, '{r.Value}')"))}) v(i, f)";
    }
}
