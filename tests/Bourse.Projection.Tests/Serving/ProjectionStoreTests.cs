using Bourse.Iceberg.Expressions;
using Bourse.Metastore;
using Bourse.Metastore.Sqlite;
using Bourse.Projection.Tests.Support;
using Bourse.Storage;

namespace Bourse.Projection.Tests.Serving;

public sealed class ProjectionStoreTests
{
    [Fact]
    public async Task Nothing_is_found_before_the_first_commit_and_nothing_for_another_agreement_product_or_table()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        Assert.Null(world.Served.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table));

        await ProjectAsync(world);

        Assert.NotNull(world.Served.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table));
        Assert.Null(world.Served.Find(ProjectionWorld.Another, ProjectionWorld.Product, ProjectionWorld.Table));
        Assert.Null(world.Served.Find(ProjectionWorld.Agreement, Access.Resources.ProductName.Parse("macro"), ProjectionWorld.Table));
        Assert.Null(world.Served.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, Access.Resources.TableName.Parse("nav2")));
    }

    [Fact]
    public async Task A_failure_of_the_metastore_that_will_not_pass_by_itself_is_told_and_does_not_end_the_refreshing()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var broken = new BrokenMetastore(world.Metastore) { IsBroken = true };
        using var store = new ProjectionStore(broken, [world.Projections, world.Lakehouse], Path.Combine(world.Folder, "other"), TimeProvider.System);
        using var end = new CancellationTokenSource();
        var running = store.RunAsync(end.Token);
        await EventuallyAsync(() => store.Failure is MetastoreException { IsTransient: false });
        await ProjectAsync(world);

        broken.IsBroken = false;

        await EventuallyAsync(() => store.Failure is null && store.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table) is not null);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("../lakehouse/objects/gold")]
    [InlineData("nav/../../metastore.db")]
    [InlineData("/etc/passwd")]
    [InlineData("pieces/")]
    [InlineData("")]
    [InlineData("nav")]
    [InlineData("nav/\0")]
    public async Task Only_a_key_that_is_listed_is_found(string key)
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var table = await ProjectAsync(world);

        Assert.Null(world.Served.FindObject(table, key));
        foreach (var item in table.Objects)
        {
            Assert.Same(item, world.Served.FindObject(table, item.Key));
            Assert.Null(world.Served.FindObject(table, item.Key + "/"));
            Assert.Null(world.Served.FindObject(table, item.Key.ToUpperInvariant()));
            Assert.Null(world.Served.FindObject(table, item.Content.Key));
        }
    }

    [Fact]
    public async Task Listings_are_in_ordinal_order_by_prefix_and_go_on_after_a_key()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var table = await ProjectAsync(world);
        var keys = world.Served.List(table, "").Select(o => o.Key).ToArray();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal(4, keys.Length);

        var root = $"nav/{table.Uuid}/";
        foreach (var prefix in new[] { "", "nav/", "nav", root, root + "data/", root + "metadata/", root + "d", root + "z", keys[1], keys[1] + "x", "a", "z" })
        {
            var expected = keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            Assert.Equal(expected, world.Served.List(table, prefix).Select(o => o.Key));
            foreach (var after in keys.Append("").Append("zzz").Append(keys[1][..^1]).Append(keys[2] + "0"))
                Assert.Equal(expected.Where(k => string.CompareOrdinal(k, after) > 0), world.Served.List(table, prefix, after).Select(o => o.Key));
        }
    }

    [Fact]
    public async Task Ranges_are_parts_of_the_whole_and_a_range_outside_is_refused()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var table = await ProjectAsync(world);
        var item = table.Objects[^1];
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var whole = copy.Objects[item.Key];

        await using var stream = await world.Served.OpenReadAsync(item, 5, 7);
        using var part = new MemoryStream();
        await stream.CopyToAsync(part);

        Assert.Equal(whole[5..12], part.ToArray());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await world.Served.OpenReadAsync(item, item.Length - 1, 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await world.Served.OpenReadAsync(item, -1, 2));
    }

    [Fact]
    public async Task Damaged_bytes_are_never_served()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var table = await ProjectAsync(world);
        foreach (var item in table.Objects)
        {
            var path = await world.Projections.LocalPathAsync(ObjectKey.Parse(item.Content.Key));
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[bytes.Length / 2] ^= 1;
            await ReplaceAsync(path, bytes);

            var damaged = await Assert.ThrowsAsync<DamagedContentException>(async () => await world.Served.OpenReadAsync(item, 0, 1));

            Assert.Equal($"The object '{item.Content.Key}' of the store 'projections' is damaged: its digest is not the recorded one.", damaged.Message);
            bytes[bytes.Length / 2] ^= 1;
            await ReplaceAsync(path, bytes);
            await using var restored = await world.Served.OpenReadAsync(item, 0, 1);

            // And a disk that goes bad after a process has read an object once.
            bytes[bytes.Length / 2] ^= 1;
            await ReplaceAsync(path, bytes);
            await using var rotten = await world.Served.OpenReadAsync(item, 0, 1);
            await Assert.ThrowsAsync<CorruptObjectException>(async () => await rotten.ReadExactlyAsync(new byte[1]));
        }
    }

    [Fact]
    public async Task What_another_process_commits_is_found_after_a_refresh_and_by_polling()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 40));
        await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(world.Folder, "metastore.db") });
        using var other = new ProjectionStore(metastore, [world.Projections, world.Lakehouse], Path.Combine(world.Folder, "assembled"), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await world.ServeAsync(ProjectionWorld.Rules(Expression.True, Funds.Visible), 1);

        await other.RefreshAsync();
        var first = other.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table)!;
        Assert.Equal([1], first.Revisions.Keys);

        var polling = other.RunAsync(stop.Token);
        var second = await world.ServeAsync(ProjectionWorld.Rules(Expression.True, Funds.Visible), 2);
        while (other.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table)!.NewestRevision < 2)
            await Task.Yield();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);

        var seen = other.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table)!;
        Assert.Equal(second.MetadataLocation, seen.MetadataLocation);
        Assert.Equal(second.MetadataJson.ToArray(), seen.MetadataJson.ToArray());
        Assert.Equal(second.Objects.ToArray(), seen.Objects.ToArray());
        Assert.Equal((second.RowCount, second.SizeBytes, second.CurrentSnapshotId), (seen.RowCount, seen.SizeBytes, seen.CurrentSnapshotId));
        // A reader that holds the earlier state goes on reading it.
        using var copy = await ClientCopy.DownloadAsync(world.Served, first);
        Assert.Equal(40, (await copy.RowsAsync(world.Connection, 1)).Count);
    }

    [Fact]
    public async Task The_prepared_table_is_the_one_that_is_served()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 40));
        var prepared = await world.Builder.PrepareAsync(world.Request(ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible), 3));
        Assert.Null(world.Served.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table));

        await world.CommitAsync(prepared);
        await world.Served.RefreshAsync();

        var served = world.Served.Find(ProjectionWorld.Agreement, ProjectionWorld.Product, ProjectionWorld.Table)!;
        Assert.Equal(prepared.Table.Objects.ToArray(), served.Objects.ToArray());
        Assert.Equal((10, prepared.SizeBytes), (served.RowCount, served.SizeBytes));
        Assert.Equal(prepared.Table.Revisions, served.Revisions);
        Assert.Equal($"s3://fund-data/nav/{served.Uuid}", served.Location);
        Assert.StartsWith($"{served.Location}/metadata/00000-", served.MetadataLocation, StringComparison.Ordinal);
        Assert.Equal(prepared.Table.Schema, served.Schema);
        Assert.All(served.Objects, o => Assert.Matches(@"\A[0-9a-f]{32}-1\z", o.ETag));
    }

    // Stored files may be read-only; their folder is not.
    private static Task ReplaceAsync(string path, byte[] bytes)
    {
        File.Delete(path);
        return File.WriteAllBytesAsync(path, bytes);
    }

    private static async Task<ProjectedTable> ProjectAsync(ProjectionWorld world)
    {
        await world.AppendAsync(Funds.Rows(0, 40));
        return await world.ServeAsync(ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible), 1);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }

    /// <summary>A metastore whose reads fail as those of a full or damaged disk do, while it is broken.</summary>
    private sealed class BrokenMetastore(IMetastore whole) : IMetastore
    {
        public volatile bool IsBroken;

        public Task<T> ReadAsync<T>(Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken = default) =>
            IsBroken ? Task.FromException<T>(new MetastoreException(MetastoreErrorKind.Unavailable, "disk I/O error")) : whole.ReadAsync(work, cancellationToken);

        public Task<T> WriteAsync<T>(Func<IMetastoreWriteSession, Task<T>> work, CancellationToken cancellationToken = default) =>
            whole.WriteAsync(work, cancellationToken);

        public Task MigrateAsync(IReadOnlyList<MigrationSet> sets, CancellationToken cancellationToken = default) => whole.MigrateAsync(sets, cancellationToken);

        public Task<string?> ForgetDeletedAsync(CancellationToken cancellationToken = default) => whole.ForgetDeletedAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
