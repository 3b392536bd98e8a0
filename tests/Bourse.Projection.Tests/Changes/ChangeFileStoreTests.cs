using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Changes;
using Bourse.Projection.Tests.Collecting;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Changes;

/// <summary>Change files hold what makes one revision of a projection the next, and nothing of rows and columns that its client does not see.</summary>
public sealed class ChangeFileStoreTests
{
    private static readonly Schema Columns = new(0, [
        new NestedField(1, "id", new IcebergType.Int(), true), new NestedField(2, "fund", new IcebergType.String(), false),
        new NestedField(3, "nav", new IcebergType.Double(), false), new NestedField(4, "secret", new IcebergType.String(), false),
    ], [1]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Changes_applied_to_a_revision_give_the_next_whatever_the_provider_did(int seed)
    {
        var random = new Random(seed);
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        using var changes = new ChangeFileStore(world.Metastore, world.Projections);
        var rules = ProjectionWorld.Rules(Expression.IsIn(2, new Literal.Text("F0"), new Literal.Text("F1")), 1, 2, 3);
        var source = new SortedDictionary<int, (string Fund, double Nav, int Secret)>();
        List<string> before = [];
        for (var revision = 1; revision <= 5; revision++)
        {
            for (var step = random.Next(1, 40); step > 0; step--)
            {
                var id = random.Next(60);
                if (random.Next(4) == 0)
                    source.Remove(id);
                else
                    source[id] = ($"F{random.Next(3)}", random.Next(5) / 2.0, random.Next(100));
            }
            await world.OverwriteAsync(source.Count == 0
                ? "SELECT 0 AS id, '' AS fund, 0.0 AS nav, '' AS secret WHERE FALSE"
                : "SELECT * FROM (VALUES " + string.Join(", ", source.Select(row => string.Create(
                    CultureInfo.InvariantCulture, $"({row.Key}, '{row.Value.Fund}', CAST({row.Value.Nav} AS DOUBLE), 'SECRET-MARKER-{row.Value.Secret}')")))
                    + ") t(id, fund, nav, secret)");
            var table = await world.ServeAsync(rules, revision);
            using var copy = await ClientCopy.DownloadAsync(world.Served, table);
            var after = await RowsAsync(world, copy, revision);

            var file = await MakeAsync(changes, copy, table, revision);
            var found = file.Object is null ? [] : await ReadAsync(world, file.Object);
            Assert.Equal(before.Except(after).Order(), found.Where(row => row.Type is "delete" or "update_preimage").Select(row => row.Cells).Order());
            Assert.Equal(after.Except(before).Order(), found.Where(row => row.Type is "insert" or "update_postimage").Select(row => row.Cells).Order());
            string[] updated = [.. found.Where(row => row.Type == "update_preimage").Select(row => row.Cells.Split('|')[0]).Order()];
            Assert.Equal(before.Except(after).Select(Id).Intersect(after.Except(before).Select(Id)).Order(), updated);
            Assert.Equal(updated, found.Where(row => row.Type == "update_postimage").Select(row => row.Cells.Split('|')[0]).Order());
            before = after;
        }

        static string Id(string cells) => cells.Split('|')[0];
    }

    [Fact]
    public async Task A_file_is_made_once_found_by_every_process_and_holds_nothing_hidden()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var rules = ProjectionWorld.Rules(Funds.InFunds("F1", "F2"), Funds.Visible);
        await world.AppendAsync(Funds.Rows(0, 200, "'MANAGER-MARKER-' || i"));
        await world.ServeAsync(rules, 1);
        await world.OverwriteAsync(Funds.Rows(40, 200, "'MANAGER-MARKER-' || i", "7777777777777 + i"));
        var table = await world.ServeAsync(rules, 2);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        using var changes = new ChangeFileStore(world.Metastore, world.Projections);

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MakeAsync(changes, copy, table, 2)));
        Assert.All(made, one => Assert.Equal(made[0], one));
        using var other = new ChangeFileStore(world.Metastore, world.Projections);
        Assert.Equal(made[0], await other.FindAsync(table, 2, ProjectionWorld.FirstPublished.AddDays(2), default));
        Assert.Equal(made[0], await MakeAsync(other, copy, table, 2, () => throw new InvalidOperationException("It is there.")));
        Assert.Null(await other.FindAsync(table, 1, ProjectionWorld.FirstPublished.AddDays(1), default));

        var item = made[0].Object!;
        Assert.Equal($"nav/{table.Uuid}/changes/2.parquet", item.Key);
        Assert.Equal(2, ChangeFileStore.RevisionOf(table, item.Key));
        Assert.All(
            new[]
            {
                item.Key + "x", item.Key.Replace("2.", "3.", StringComparison.Ordinal), item.Key.Replace("2.", "02.", StringComparison.Ordinal), "changes/2.parquet", "",
            },
            key => Assert.Null(ChangeFileStore.RevisionOf(table, key)));
        Assert.Null(world.Served.FindObject(table, item.Key));
        Assert.DoesNotContain(world.Served.List(table, ""), listed => listed.Key.Contains("changes", StringComparison.Ordinal));
        var parts = Decoder.Parts(await BytesAsync(world, item));
        Assert.True(Decoder.Holds(parts, Decoder.Bytes("F2")));
        Assert.All(["MANAGER-MARKER", "F3", "F4", "EU", "region"], (string hidden) => Assert.False(Decoder.Holds(parts, Decoder.Bytes(hidden)), hidden));
    }

    [Fact]
    public async Task A_change_file_stays_as_long_as_its_projection_and_goes_with_it()
    {
        await using var world = await CollectionWorld.CreateAsync();
        var rules = ProjectionWorld.Rules(Funds.InFunds("F1", "F2"), Funds.Visible);
        await world.Projections.AppendAsync(Funds.Rows(0, 200));
        await world.Projections.ServeAsync(rules, 1);
        await world.Projections.OverwriteAsync(Funds.Rows(40, 200));
        var table = await world.Projections.ServeAsync(rules, 2);
        ChangeFile made;
        using (var changes = new ChangeFileStore(world.Projections.Metastore, world.Projections.Projections))
        using (var copy = await ClientCopy.DownloadAsync(world.Projections.Served, table))
            made = await MakeAsync(changes, copy, table, 2);

        await world.MarkAndCollectAsync();
        Assert.Equal(made.Object!.Length, (await BytesAsync(world.Projections, made.Object)).Length);
        await world.Projections.ServeAsync(ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible), 2);
        await world.MarkAndCollectAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => BytesAsync(world.Projections, made.Object));
        Assert.Equal(0, await world.Projections.Metastore.ReadAsync(s => s.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM projection_changes")));
    }

    private static Task<ChangeFile> MakeAsync(ChangeFileStore changes, ClientCopy copy, ProjectedTable table, int revision, Action? scanned = null)
    {
        var at = ProjectionWorld.FirstPublished.AddDays(revision);
        return changes.MakeAsync(
            table, revision, at,
            token =>
            {
                scanned?.Invoke();
                var before = table.Revisions.TryGetValue(revision - 1, out var id) ? copy.Table.Metadata.FindSnapshot(id) : null;
                return copy.Table.ScanChanges(before, copy.Table.Metadata.FindSnapshot(table.Revisions[revision])).ToNetQueryAsync(Expression.True, token);
            },
            default);
    }

    private static async Task<List<string>> RowsAsync(ProjectionWorld world, ClientCopy copy, int revision)
    {
        var sql = await copy.Table.Scan(copy.Table.Metadata.FindSnapshot($"rev-{revision}")!).ToSqlAsync(Expression.True);
        using var result = world.Connection.Query($"SELECT concat_ws('|', id, fund, nav) FROM ({sql})");
        return [.. result.Rows().Select(row => (string)row[0]!)];
    }

    private static async Task<List<(string Cells, string Type)>> ReadAsync(ProjectionWorld world, ProjectedObject file)
    {
        var path = await world.Served.LocalPathAsync(file);
        using var result = world.Connection.Query($"SELECT concat_ws('|', id, fund, nav), _change_type FROM read_parquet({Sql.Literal(path)})");
        return [.. result.Rows().Select(row => ((string)row[0]!, (string)row[1]!))];
    }

    private static async Task<byte[]> BytesAsync(ProjectionWorld world, ProjectedObject file)
    {
        await using var stream = await world.Served.OpenReadAsync(file, 0, file.Length);
        var bytes = new byte[file.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
