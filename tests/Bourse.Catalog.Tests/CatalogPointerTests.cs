using Bourse.Catalog.Commits;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metadata;

namespace Bourse.Catalog.Tests;

public sealed class CatalogPointerTests
{
    private const string Table = "gold.nav";

    [Fact]
    public async Task A_table_that_moved_meanwhile_does_not_move_and_one_that_did_not_does()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var created = await world.CreateTableAsync(Table);
        var pointer = PointerOf(world, created);
        var loaded = await pointer.LoadAsync();
        await world.Catalog.CommitAsync([new TableCommit(created, world.Append(created))]);

        Assert.IsType<PointerMove.Overtaken>(await pointer.TryMoveAsync(loaded, world.Append(created)));
        var newest = await world.LoadAsync(Table);
        var moved = Assert.IsType<PointerMove.Moved>(await pointer.TryMoveAsync(await pointer.LoadAsync(), world.Append(newest)));
        Assert.Equal(2, moved.Table.Metadata.Snapshots.Count);
        Assert.Equal(moved.Table.MetadataLocation, (await world.LoadAsync(Table)).MetadataLocation);
    }

    [Fact]
    public async Task What_the_catalogue_refuses_the_pointer_refuses()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var revised = await ReviseAsync(world);
        var pointer = PointerOf(world, revised);
        var refused = Assert.IsType<PointerMove.Refused>(
            await pointer.TryMoveAsync(await pointer.LoadAsync(), revised.Metadata.WithoutRef("rev-a-1", revised.Metadata.LastUpdatedMs)));
        Assert.Equal($"The commit to {Table} is refused: the tag 'rev-a-1' is dropped: published revisions stay.", refused.Message);
        Assert.Equal("This pointer was not made to erase.",
            Assert.IsType<PointerMove.Refused>(await pointer.TryEraseAsync(await pointer.LoadAsync(), Erased(revised.Metadata))).Message);
    }

    [Fact]
    public async Task An_erasure_moves_a_revisions_tag_to_the_same_place_and_is_recorded_with_it()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var revised = await ReviseAsync(world);
        var recorded = new ErasureAuthority(session => session.ExecuteAsync("INSERT INTO effects (what) VALUES ('erased')"));
        var pointer = PointerOf(world, revised, recorded);

        Assert.IsType<PointerMove.Moved>(await pointer.TryEraseAsync(await pointer.LoadAsync(), Erased(revised.Metadata)));
        var after = (await world.LoadAsync(Table)).Metadata;
        Assert.Equal((4711, 0), (after.Refs["rev-a-1"].SnapshotId, after.MetadataLog.Count));
        Assert.Equal(["erased"], await world.EffectsAsync());
    }

    [Fact]
    public async Task An_erasure_that_is_not_recorded_does_not_happen()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var revised = await ReviseAsync(world);
        var pointer = PointerOf(world, revised, new ErasureAuthority(_ => throw new InvalidOperationException("no audit")));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pointer.TryEraseAsync(await pointer.LoadAsync(), Erased(revised.Metadata)));
        Assert.Equal(revised.MetadataLocation, (await world.LoadAsync(Table)).MetadataLocation);
    }

    [Theory]
    [InlineData("dropped", "the tag 'rev-a-1' is dropped or changed: published revisions stay")]
    [InlineData("limited", "the tag 'rev-a-1' is dropped or changed: published revisions stay")]
    [InlineData("elsewhere", "the tag 'rev-a-1' names another snapshot than the one it was made of without the subject")]
    [InlineData("logged", "metadata-log names versions that hold the subject")]
    public async Task An_erasure_does_nothing_else_to_a_revision(string change, string breach)
    {
        await using var world = await CatalogWorld.CreateAsync();
        var revised = await ReviseAsync(world);
        var erased = Erased(revised.Metadata);
        var tag = erased.Refs["rev-a-1"];
        erased = change switch
        {
            "dropped" => erased with { Refs = erased.Refs.Remove("rev-a-1") },
            "limited" => erased with { Refs = erased.Refs.SetItem("rev-a-1", tag with { MaxRefAgeMs = 1 }) },
            "elsewhere" => erased with { Snapshots = [erased.Snapshots[0] with { TimestampMs = erased.Snapshots[0].TimestampMs + 1 }] },
            _ => erased with { MetadataLog = [new MetadataLogEntry(1, revised.MetadataLocation)] },
        };
        var pointer = PointerOf(world, revised, new ErasureAuthority(_ => Task.CompletedTask));
        Assert.Equal($"The erasure in {Table} is refused: {breach}.",
            Assert.IsType<PointerMove.Refused>(await pointer.TryEraseAsync(await pointer.LoadAsync(), erased)).Message);
    }

    private static async Task<CatalogTable> ReviseAsync(CatalogWorld world)
    {
        var table = await world.CreateTableAsync(Table);
        var next = world.Append(table);
        await world.Catalog.CommitAsync([new TableCommit(table, next.WithTag("rev-a-1", next.CurrentSnapshotId!.Value, next.LastUpdatedMs))]);
        return await world.LoadAsync(Table);
    }

    // The one snapshot under another id, as an erasure makes it.
    private static TableMetadata Erased(TableMetadata metadata) => metadata with
    {
        Snapshots = [metadata.Snapshots[0] with { Id = 4711 }],
        CurrentSnapshotId = 4711,
        Refs = metadata.Refs.SetItems(metadata.Refs.Select(r => KeyValuePair.Create(r.Key, r.Value with { SnapshotId = 4711 }))),
        SnapshotLog = [],
        MetadataLog = [],
    };

    private static CatalogPointer PointerOf(CatalogWorld world, CatalogTable table, ErasureAuthority? authority = null) => new(
        world.Catalog, TableIdentifier.Parse(Table),
        table.FilesIn(world.Store), authority);
}
