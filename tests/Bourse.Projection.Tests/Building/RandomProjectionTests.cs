using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Projection.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Projection.Tests.Building;

public sealed class RandomProjectionTests
{
    [Fact]
    public void Every_revision_of_a_random_table_shows_exactly_the_allowed_cells() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new System.Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(8)));

    private static async Task RunAsync(System.Random random)
    {
        var tables = new RandomTables(random);
        await using var world = await ProjectionWorld.CreateAsync(RandomTables.Columns, tables.Spec());
        await world.AppendAsync(tables.Select(60));
        var rules = tables.Rules();
        var expected = new Dictionary<int, List<string>>();
        var uuids = new HashSet<Guid>();
        for (var revision = 1; revision <= 4; revision++)
        {
            if (revision > 1 && random.Next(3) == 0)
                await world.OverwriteAsync(tables.Select(60));
            else if (revision > 1)
                await world.AppendAsync(tables.Select(60));
            if (revision > 1 && random.Next(4) == 0 && tables.Rules() is var other && other.Digest != rules.Digest)
            {
                rules = other;
                expected.Clear();
            }
            var table = await world.ServeAsync(rules, revision);
            Assert.Equal(expected.Count > 0, !uuids.Add(table.Uuid));
            expected[revision] = SourceRows.Allowed(
                RandomTables.Columns, await SourceRows.ReadAsync(world.Connection, world.Source), rules);
            await AssertServedAsync(world, table, expected);
        }
    }

    private static async Task AssertServedAsync(ProjectionWorld world, ProjectedTable table, Dictionary<int, List<string>> expected)
    {
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(expected.Keys.Order(), table.Revisions.Keys);
        foreach (var (revision, rows) in expected)
        {
            var snapshot = copy.Table.Metadata.FindSnapshot($"rev-{revision}")!;
            Assert.Equal(table.Revisions[revision], snapshot.Id);
            Assert.Equal(rows, await copy.RowsAsync(world.Connection, snapshot));
            Assert.Equal(ProjectionWorld.FirstPublished.AddDays(revision).ToUnixTimeMilliseconds(), snapshot.TimestampMs);
            Assert.Equal((rows.Count - 1).ToString(CultureInfo.InvariantCulture), snapshot.Summary["total-records"]);
        }

        // What is current is the newest revision, the numbers are of what is seen, and pruning by the generated statistics loses no row.
        Assert.Equal(table.CurrentSnapshotId, copy.Table.Metadata.CurrentSnapshotId);
        Assert.Equal(expected[table.NewestRevision].Count - 1, table.RowCount);
        var files = await copy.Table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(table.SizeBytes, files.Sum(f => f.File.FileSizeBytes));
        Assert.Equal(table.RowCount, files.Sum(f => f.File.RecordCount));
        await AssertPruningAsync(world, copy);
    }

    private static async Task AssertPruningAsync(ProjectionWorld world, ClientCopy copy)
    {
        var schema = copy.Table.Metadata.CurrentSchema;
        var rows = await SourceRows.ReadAsync(world.Connection, copy.Table);
        foreach (var (field, place) in schema.Fields.Select((f, i) => (f, i)))
        {
            foreach (var value in rows.Select(r => r[place]).Distinct().Take(5))
            {
                Expression condition = value is null ? new Expression.IsNull(field.Id) : Expression.IsIn(field.Id, value);
                var planned = await copy.Table.Scan().PlanFilesAsync(condition);
                var found = world.Connection.QuerySingle<long>($"SELECT count(*) FROM ({await copy.Table.Scan().ToSqlAsync(condition)})");
                Assert.Equal(rows.Count(r => condition.Evaluate(_ => r[place]) == true), found);
                Assert.NotEmpty(planned);
            }
        }
    }
}
