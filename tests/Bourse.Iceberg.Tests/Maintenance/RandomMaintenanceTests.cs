using Bourse.DuckDb;
using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Maintenance.Manifests;
using Bourse.Iceberg.Maintenance.Orphans;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Maintenance;

/// <summary>Random writes, deletes and maintenance, which dies at random calls and is run again, against rows kept in memory for every snapshot.</summary>
[Collection(nameof(FaultPoint))]
public sealed class RandomMaintenanceTests
{
    private static readonly string?[] Funds = ["a", "b", "subject-one", "subject-two", null];

    [Fact]
    public void Every_retained_snapshot_reads_as_the_model_says_whatever_maintenance_did_and_where_it_died() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            new History(new System.Random(seed)).RunAsync(steps: 14).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(8)));

    [Fact]
    public async Task A_writer_beside_maintenance_loses_no_commit()
    {
        using var lake = new MaintainedLake();
        await lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
        await lake.AppendAsync("SELECT 0 AS id");
        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 1 });
        using var connection = database.Connect();
        var writer = Task.Run(async () =>
        {
            for (var i = 1; i <= 25; i++)
                await lake.AppendAsync($"SELECT {i} AS id");
        });
        var commits = 0;
        do
        {
            commits += (await new TableMaintenance(lake.Table, connection).RunAsync(dryRun: false)).Sum(r => r.Commits);
        }
        while (!writer.IsCompleted);
        await writer;
        Assert.True(commits > 0);
        Assert.Equal(Enumerable.Range(0, 26).Select(i => $"{i}|∅").Order(StringComparer.Ordinal), await lake.RowsAsync());
    }

    private sealed class History(System.Random random)
    {
        private readonly bool _partitioned = random.Next(2) == 0;
        // Rows by the sequence number of the snapshot that shows them; an erasure changes ids and keeps these.
        private readonly Dictionary<long, Dictionary<int, string?>> _model = [];
        private int _nextId;

        public async Task RunAsync(int steps)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync(
                _partitioned ? new PartitionSpec(0, [new(2, 1000, "fund", new Transform.Identity())]) : null,
                ("bourse.maintenance.compaction.min-input-files", "2"), ("history.expire.max-snapshot-age-ms", $"{60 * MaintainedLake.HourMs}"),
                ("bourse.maintenance.reader-grace-ms", $"{12 * MaintainedLake.HourMs}"), ("bourse.maintenance.orphan-age-ms", $"{24 * MaintainedLake.HourMs}"));
            await WriteAsync(lake, lake.AppendAsync, []);
            for (var step = 0; step < steps; step++)
            {
                lake.NowMs += random.Next(0, 30) * MaintainedLake.HourMs;
                await StepAsync(lake);
                await CheckAsync(lake);
            }
        }

        private async Task StepAsync(MaintainedLake lake)
        {
            var (table, connection) = (lake.Table, lake.Lake.Connection);
            var subject = Funds[random.Next(2, 4)]!;
            switch (random.Next(11))
            {
                case 0 or 1:
                    await WriteAsync(lake, lake.AppendAsync, await CurrentAsync(lake));
                    break;
                case 2:
                    await WriteAsync(lake, lake.OverwriteAsync, []);
                    break;
                case 3:
                    await DeletePositionAsync(lake);
                    break;
                case 4 when !_partitioned:
                    await DeleteEqualAsync(lake);
                    break;
                case 5 or 4:
                    await MaintainAsync(lake, () => new DataCompaction(table, connection).RunAsync(dryRun: false));
                    break;
                case 6:
                    await MaintainAsync(lake, () => new DeleteCompaction(table, connection).RunAsync(dryRun: false));
                    break;
                case 7:
                    await MaintainAsync(lake, () => new ManifestRewrite(table).RunAsync(dryRun: false));
                    break;
                case 8:
                    await MaintainAsync(lake, () => new SnapshotExpiry(table).RunAsync(dryRun: false));
                    break;
                case 9:
                    await MaintainAsync(lake, () => new OrphanCleanup(table).RunAsync(dryRun: false));
                    break;
                default:
                    await EraseAsync(lake, subject, random.Next(_nextId));
                    break;
            }
        }

        // Half of the time also by the other column.
        private async Task EraseAsync(MaintainedLake lake, string subject, int id)
        {
            var byId = random.Next(2) == 0;
            foreach (var rows in _model.Values)
            {
                foreach (var gone in rows.Where(r => r.Value == subject || (byId && r.Key == id)).Select(r => r.Key).ToList())
                    rows.Remove(gone);
            }
            string[] columns = byId ? ["id", "fund"] : ["fund"], values = byId ? [subject, $"{id}"] : [subject];
            await MaintainAsync(lake, async () => Assert.Empty((await new SubjectErasure(lake.Table, lake.Lake.Connection)
                .RunAsync(columns, values, new ErasureOptions { RemovesUnknownFiles = true })).Findings));
        }

        // Maintenance keeps the rows: snapshots it made show those before them. Half of the time it dies somewhere, and is run again.
        private async Task MaintainAsync(MaintainedLake lake, Func<Task> run)
        {
            if (random.Next(2) == 0 && await Dying.AtCallAsync(lake, random.Next(60), run))
                await NoteAsync(lake);
            await run();
            await NoteAsync(lake);
        }

        private async Task NoteAsync(MaintainedLake lake)
        {
            foreach (var snapshot in (await lake.Pointer.LoadAsync()).Metadata.Snapshots.OrderBy(s => s.SequenceNumber))
            {
                if (!_model.ContainsKey(snapshot.SequenceNumber))
                    _model.Add(snapshot.SequenceNumber, new Dictionary<int, string?>(_model[_model.Keys.Where(k => k < snapshot.SequenceNumber).Max()]));
            }
        }

        private async Task WriteAsync(MaintainedLake lake, Func<string, Task<Iceberg.Scanning.IcebergTable>> write, Dictionary<int, string?> before)
        {
            var rows = Enumerable.Range(0, random.Next(1, 8)).ToDictionary(_ => _nextId++, _ => Funds[random.Next(Funds.Length)]);
            await write($"SELECT CAST(i AS INTEGER) AS id, CAST(f AS VARCHAR) AS fund FROM (VALUES "
                + $"{string.Join(", ", rows.Select(r => $"({r.Key}, {(r.Value is null ? "NULL" : $"'{r.Value}'")})"))}) v(i, f)");
            await ShowAsync(lake, before.Concat(rows).ToDictionary(r => r.Key, r => r.Value));
        }

        private async Task DeletePositionAsync(MaintainedLake lake)
        {
            var tasks = await lake.TasksAsync();
            if (tasks.Count == 0)
                return;
            var file = tasks[random.Next(tasks.Count)].File;
            var position = random.Next((int)file.RecordCount);
            var local = await lake.Folder.LocalPathAsync(file.Path);
            var id = lake.Lake.Connection.QuerySingle<int>($"SELECT id FROM {Sql.ReadParquet([local], "file_row_number = true")} WHERE file_row_number = {position}");
            var rows = await CurrentAsync(lake);
            rows.Remove(id);
            await lake.DeletePositionsAsync(file, position);
            await ShowAsync(lake, rows);
        }

        private async Task DeleteEqualAsync(MaintainedLake lake)
        {
            var fund = Funds[random.Next(Funds.Length)];
            var rows = (await CurrentAsync(lake)).Where(r => r.Value != fund).ToDictionary(r => r.Key, r => r.Value);
            await lake.DeleteEqualAsync($"SELECT CAST({(fund is null ? "NULL" : $"'{fund}'")} AS VARCHAR) AS fund", 2);
            await ShowAsync(lake, rows);
        }

        private async Task ShowAsync(MaintainedLake lake, Dictionary<int, string?> rows) =>
            _model[(await lake.Pointer.LoadAsync()).Metadata.CurrentSnapshot!.SequenceNumber] = rows;

        private async Task<Dictionary<int, string?>> CurrentAsync(MaintainedLake lake) =>
            new(_model[(await lake.Pointer.LoadAsync()).Metadata.CurrentSnapshot!.SequenceNumber]);

        private async Task CheckAsync(MaintainedLake lake)
        {
            foreach (var snapshot in (await lake.Pointer.LoadAsync()).Metadata.Snapshots)
                Assert.Equal(_model[snapshot.SequenceNumber].Select(r => $"{r.Key}|{r.Value ?? "∅"}").Order(StringComparer.Ordinal), await lake.RowsAsync(snapshot));
        }
    }
}
