using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Rows;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Writing;

/// <summary>Random histories against a plain table of the engine that is changed by ordinary SQL: after each step, and for every snapshot at the end, rows are equal.</summary>
public sealed class RandomRowsTests
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false),
        new(4, "nav", new IcebergType.Decimal(9, 3), Required: false),
        new(5, "weight", new IcebergType.Float(), Required: false),
    ]);

    private static readonly Transform[] Transforms =
        [new Transform.Identity(), new Transform.Bucket(3), new Transform.Truncate(2), new Transform.Year(), new Transform.Month(), new Transform.Day()];

    private static readonly string[] Modes = ["merge-on-read", "copy-on-write", ""];

    [Fact]
    public void Random_changes_of_rows_and_shape_read_as_ordinary_SQL_says() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            using var run = new Run(seed);
            run.PlayAsync(steps: 9).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    private sealed class Run(int seed) : IDisposable
    {
        private readonly System.Random _random = new(seed);
        private readonly Lake _lake = new();
        private readonly Dictionary<long, List<string>> _retained = [];
        private readonly List<string> _steps = [];
        private IcebergTable _table = null!;

        public void Dispose() => _lake.Dispose();

        public async Task PlayAsync(int steps)
        {
            _table = await _lake.CreateAsync(Columns);
            await EvolveSpecAsync();
            _lake.Connection.Execute($"CREATE TABLE model ({string.Join(", ", Columns.Fields.Select(f => $"{f.Name} {EngineTypes.ToSql(f.Type)}"))})");
            for (var step = 0; step < steps; step++)
            {
                _lake.Time.NowMs += 10;
                await StepAsync();
                Check(await _lake.RowsAsync(_table), Model(), "current");
                if (_table.Metadata.CurrentSnapshotId is { } id)
                    _retained.TryAdd(id, Model());
            }
            // The current snapshot is shown with the present columns, which was checked; the others with those of their time.
            foreach (var (id, rows) in _retained.Where(r => r.Key != _table.Metadata.CurrentSnapshotId))
                Check(await _lake.RowsAsync(_table, _table.Metadata.FindSnapshot(id)), rows, $"snapshot {id}");
            await CheckTotalsAsync();
        }

        private async Task StepAsync()
        {
            switch (_random.Next(11))
            {
                case 0 or 1 or 2:
                    var rows = Rows(_random.Next(1, 30));
                    Model($"INSERT INTO model BY NAME {rows}");
                    await CommitAsync("append", t => t.Append(_lake.WriteAsync(_table, rows).Result));
                    break;
                case 3:
                    await DeleteAsync();
                    break;
                case 4:
                    await UpdateAsync();
                    break;
                case 5 or 6:
                    await MergeAsync();
                    break;
                case 7:
                    await OverwriteAsync();
                    break;
                case 8:
                    await EvolveSpecAsync();
                    break;
                case 9:
                    await EvolveSchemaAsync();
                    break;
                default:
                    var mode = Modes[_random.Next(Modes.Length)];
                    var settings = mode.Length == 0 ? [] : new[] { "delete", "update", "merge" }.Select(o => KeyValuePair.Create($"write.{o}.mode", mode));
                    await CommitAsync($"mode {mode}", t => t.SetProperties(new TextDictionary(settings.Append(new("write.delete.granularity", _random.Next(2) == 0 ? "file" : "partition")))));
                    break;
            }
        }

        private async Task DeleteAsync()
        {
            var filter = Condition();
            Model($"DELETE FROM model WHERE {filter.ToSql(Schema)}");
            var delta = await Writer().DeleteAsync(filter);
            await CommitAsync($"delete {filter.ToSql(Schema)}", t => t.Apply(delta));
        }

        private async Task UpdateAsync()
        {
            var filter = Condition();
            Model($"UPDATE model SET id = id + 1, fund = concat(fund, 'u') WHERE {filter.ToSql(Schema)}".Replace("fund", Name(2), StringComparison.Ordinal));
            var delta = await Writer().UpdateAsync(filter, new TextDictionary([new("id", "id + 1"), new(Name(2), $"concat({Name(2)}, 'u')")]));
            await CommitAsync($"update {filter.ToSql(Schema)}", t => t.Apply(delta));
        }

        private async Task MergeAsync()
        {
            var source = $"SELECT * FROM ({Rows(_random.Next(1, 20))}) QUALIFY row_number() OVER (PARTITION BY id) = 1";
            var whole = _random.Next(3) == 0;
            var columns = string.Join(", ", Schema.Fields.Select(f => f.Name));
            Model($"CREATE OR REPLACE TEMP TABLE source AS SELECT {columns} FROM (SELECT * FROM model WHERE FALSE UNION ALL BY NAME {source})");
            // Rows of the table that share a key all become the source's.
            Model($"""
                CREATE OR REPLACE TABLE model AS SELECT {columns} FROM (
                {(whole ? "" : $"SELECT {columns} FROM model ANTI JOIN source USING (id) UNION ALL ")}
                SELECT source.* FROM source JOIN (SELECT id, count(*) AS n FROM model GROUP BY id) AS m USING (id), range(m.n)
                UNION ALL SELECT {columns} FROM source ANTI JOIN model USING (id))
                """.Replace("SELECT source.*", "SELECT " + string.Join(", ", Schema.Fields.Select(f => "source." + f.Name)), StringComparison.Ordinal));
            var delta = await Writer().MergeAsync(new MergeRequest
            {
                SourceSql = "SELECT * FROM source", Keys = ["id"], NotMatchedBySource = whole ? MergeAction.Delete : MergeAction.Keep,
            });
            await CommitAsync($"merge whole={whole}", t => t.Apply(delta));
        }

        private async Task OverwriteAsync()
        {
            var rows = Rows(_random.Next(0, 10));
            var filter = Condition();
            var delta = await Writer().OverwriteAsync(filter, rows);
            Model($"DELETE FROM model WHERE {filter.ToSql(Schema)}");
            Model($"INSERT INTO model BY NAME {rows}");
            await CommitAsync($"overwrite {filter.ToSql(Schema)}", t => t.Apply(delta));
        }

        private async Task EvolveSpecAsync()
        {
            var column = Schema.Fields[_random.Next(Schema.Fields.Count)];
            var transform = Transforms[_random.Next(Transforms.Length)];
            try
            {
                await CommitAsync($"partition by {transform}({column.Name})", t => t.UpdateSpec(s =>
                    s.Fields.Count > 1 || (s.Fields.Count > 0 && _random.Next(2) == 0) ? s.Remove(s.Fields[0].Name) : s.Add(column.Name, transform, $"p{_table.Metadata.LastPartitionId}")));
            }
            catch (ArgumentException)
            {
                // The transform does not fit the column, or is there already.
            }
        }

        private async Task EvolveSchemaAsync()
        {
            var number = _table.Metadata.LastColumnId + 1;
            switch (_random.Next(4))
            {
                case 0:
                    await CommitAsync("add", t => t.UpdateSchema(s => s.Add($"c{number}", new IcebergType.Int())));
                    Model($"ALTER TABLE model ADD COLUMN c{number} INTEGER");
                    break;
                case 1:
                    var (before, after) = (Name(2), $"fund{number}");
                    if (before == after)
                        break;
                    await CommitAsync("rename", t => t.UpdateSchema(s => s.Rename(before, after)));
                    Model($"ALTER TABLE model RENAME COLUMN {before} TO {after}");
                    break;
                case 2 when Schema.Fields.FirstOrDefault(f => f.Name.StartsWith('c') && _table.Metadata.DefaultSpec.Fields.All(p => p.SourceId != f.Id)) is { } added:
                    await CommitAsync("drop", t => t.UpdateSchema(s => s.Drop(added.Name)));
                    Model($"ALTER TABLE model DROP COLUMN {added.Name}");
                    break;
                default:
                    await CommitAsync("widen", t => t.UpdateSchema(s => s.Widen("nav", new IcebergType.Decimal(18, 3)).Widen("weight", new IcebergType.Double())));
                    Model("ALTER TABLE model ALTER nav TYPE DECIMAL(18, 3)");
                    Model("ALTER TABLE model ALTER weight TYPE DOUBLE");
                    break;
            }
        }

        private Schema Schema => _table.Metadata.CurrentSchema;

        private string Name(int id) => Schema.FindColumn(id)!.Name;

        private RowWriter Writer() => new(_lake.Connection, _table, _lake.Random);

        private Expression Condition() => RandomExpressions.Condition(_random, Schema, 2);

        private async Task CommitAsync(string step, Func<TableTransaction, TableTransaction> change)
        {
            _steps.Add(step);
            _table = await _lake.CommitAsync(change(_lake.Begin(_table)));
        }

        private void Model(string sql) => _lake.Connection.Execute(sql);

        private List<string> Model() => _lake.Text($"SELECT {string.Join(", ", Schema.Fields.Select(f => f.Name))} FROM model");

        private string Rows(int count) => count == 0
            ? "SELECT * FROM model WHERE FALSE"
            : string.Join(" UNION ALL BY NAME ", Enumerable.Range(0, count).Select(_ => new RowValues(_random)).Select(r => string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {r.Id} AS id, CAST({r.Fund} AS VARCHAR) AS {Name(2)}, CAST({r.Day} AS DATE) AS day, CAST({r.Nav} AS DECIMAL(9, 3)) AS nav, CAST({r.Weight} AS FLOAT) AS weight")));

        private void Check(List<string> actual, List<string> expected, string what)
        {
            if (!expected.SequenceEqual(actual))
                Assert.Fail($"seed {seed}, {what}, after: {string.Join("; ", _steps)}\nexpected:\n{string.Join('\n', expected.Except(actual).Take(20))}\nactual:\n{string.Join('\n', actual.Except(expected).Take(20))}");
        }

        private async Task CheckTotalsAsync()
        {
            if (_table.Metadata.CurrentSnapshot is not { } snapshot)
                return;
            var tasks = await _table.Scan().PlanFilesAsync(Expression.True);
            Assert.Equal(tasks.Count.ToString(CultureInfo.InvariantCulture), snapshot.Summary["total-data-files"]);
            Assert.Equal(tasks.Sum(t => t.File.RecordCount).ToString(CultureInfo.InvariantCulture), snapshot.Summary["total-records"]);
            var live = (await _table.Scan().ManifestsAsync()).Where(m => m.Content == ManifestContent.Deletes);
            Assert.Equal(live.Sum(m => m.AddedRows + m.ExistingRows).ToString(CultureInfo.InvariantCulture), snapshot.Summary["total-position-deletes"]);
            Assert.Equal(live.Sum(m => m.AddedFiles + m.ExistingFiles).ToString(CultureInfo.InvariantCulture), snapshot.Summary["total-delete-files"]);
        }
    }
}
