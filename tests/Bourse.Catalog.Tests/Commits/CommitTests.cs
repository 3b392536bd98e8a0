using Bourse.Catalog.Commits;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Catalog.Tests.Commits;

[Collection(nameof(FaultPoint))]
public sealed class CommitTests
{
    [Fact]
    public async Task Tables_move_together_with_what_is_done_alongside()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var (nav, risk) = (await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk"));

        var outcome = await world.Catalog.CommitAsync(
            [new TableCommit(nav, world.Append(nav)), new TableCommit(risk, world.Append(risk))],
            alongside: session => session.ExecuteAsync("INSERT INTO effects (what) VALUES ('event')"));

        var (navAfter, riskAfter) = (await world.LoadAsync("gold.nav"), await world.LoadAsync("gold.risk"));
        Assert.Equal(
            [new CommittedTable(nav.Identifier, 2, navAfter.MetadataLocation), new CommittedTable(risk.Identifier, 2, riskAfter.MetadataLocation)],
            Assert.IsType<CommitOutcome.Committed>(outcome).Tables);
        Assert.Equal((1L, 2L), (navAfter.Metadata.CurrentSnapshotId, riskAfter.Metadata.CurrentSnapshotId));
        Assert.Equal([new MetadataLogEntry(nav.Metadata.LastUpdatedMs, nav.MetadataLocation)], navAfter.Metadata.MetadataLog);
        Assert.Equal(["event"], await world.EffectsAsync());
    }

    [Fact]
    public async Task One_stale_table_stops_all_of_them_and_leaves_no_file()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var (nav, risk) = (await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk"));
        await world.Catalog.CommitAsync([new TableCommit(risk, world.Append(risk))]);

        var outcome = await world.Catalog.CommitAsync(
            [new TableCommit(nav, world.Append(nav)), new TableCommit(risk, world.Append(risk))],
            alongside: session => session.ExecuteAsync("INSERT INTO effects (what) VALUES ('event')"));

        Assert.Equal(new CommitOutcome.Conflict(risk.Identifier), outcome);
        Assert.Equal(nav, await world.LoadAsync("gold.nav"));
        Assert.Empty(await world.EffectsAsync());
        Assert.Equal(3, await world.CountMetadataFilesAsync());
    }

    [Fact]
    public async Task What_fails_alongside_undoes_the_commit()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() =>
            world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav))], "key", alongside: _ => throw new TimeZoneNotFoundException()));

        Assert.Equal(nav, await world.LoadAsync("gold.nav"));
        Assert.IsType<CommitOutcome.Committed>(await world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav))], "key"));
    }

    [Fact]
    public async Task Of_a_hundred_writers_from_one_version_one_wins_and_when_all_retry_each_has_one_effect()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");

        var first = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav))])));

        Assert.Single(first.OfType<CommitOutcome.Committed>());
        Assert.Equal(99, first.OfType<CommitOutcome.Conflict>().Count());

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            while (true)
            {
                var current = await world.LoadAsync("gold.nav");
                if (await world.Catalog.CommitAsync([new TableCommit(current, world.Append(current))]) is CommitOutcome.Committed)
                    return;
            }
        }));

        var last = await world.LoadAsync("gold.nav");
        Assert.Equal((102L, 101, 101L), (last.Version, last.Metadata.Snapshots.Count, last.Metadata.LastSequenceNumber));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_has_one_effect_when_repeated()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");
        Task Alongside(Metastore.IMetastoreWriteSession session) => session.ExecuteAsync("INSERT INTO effects (what) VALUES ('event')");
        using (FaultPoint.Arm(name => ThrowAt(name, "metastore.after-commit")))
            await Assert.ThrowsAsync<TimeZoneNotFoundException>(() =>
                world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav))], "publish-2", Alongside));

        // The caller looks again and makes its commit anew, not knowing that it was made.
        var current = await world.LoadAsync("gold.nav");
        var repeated = await world.Catalog.CommitAsync([new TableCommit(current, world.Append(current))], "publish-2", Alongside);

        Assert.Equal(
            [new CommittedTable(nav.Identifier, 2, current.MetadataLocation)], Assert.IsType<CommitOutcome.AlreadyCommitted>(repeated).Tables);
        Assert.Equal(current, await world.LoadAsync("gold.nav"));
        Assert.Equal(["event"], await world.EffectsAsync());
    }

    [Fact]
    public async Task A_key_is_refused_for_a_commit_to_other_tables()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var (nav, risk) = (await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk"));
        await world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav))], "key");

        var refused = await world.Catalog.CommitAsync([new TableCommit(risk, world.Append(risk))], "key");

        Assert.Equal(new CommitOutcome.Refused("The idempotency key was used for a commit to other tables; choose a new one."), refused);
    }

    [Fact]
    public async Task A_published_revision_cannot_be_dropped_moved_expired_or_limited()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var created = await world.CreateTableAsync("gold.nav");
        await world.Catalog.CommitAsync([new TableCommit(created, world.Append(created).WithTag("rev-1", 1, 0).WithTag("note", 1, 0))]);
        var tagged = await world.LoadAsync("gold.nav");
        await world.Catalog.CommitAsync([new TableCommit(tagged, world.Append(tagged))]);
        var nav = await world.LoadAsync("gold.nav");
        var refs = nav.Metadata.Refs;

        async Task<string> MessageAsync(TableMetadata metadata) =>
            Assert.IsType<CommitOutcome.Refused>(await world.Catalog.CommitAsync([new TableCommit(nav, metadata)])).Message;

        Assert.Equal(
            "The commit to gold.nav is refused: the tag 'rev-1' is dropped: published revisions stay.",
            await MessageAsync(nav.Metadata.WithoutRef("rev-1", 0)));
        Assert.Equal(
            "The commit to gold.nav is refused: the tag 'rev-1' is changed: published revisions never move.",
            await MessageAsync(nav.Metadata with { Refs = refs.SetItem("rev-1", refs["rev-1"] with { SnapshotId = 2 }) }));
        Assert.Equal(
            "The commit to gold.nav is refused: the tag 'rev-1' is changed: published revisions never move.",
            await MessageAsync(nav.Metadata with { Refs = refs.SetItem("rev-1", refs["rev-1"] with { MaxRefAgeMs = 1 }) }));
        Assert.Equal(
            "The commit to gold.nav is refused: snapshot 1 is expired or changed, but the published revision 'rev-1' is made of it.",
            await MessageAsync(nav.Metadata with { Snapshots = [nav.Metadata.CurrentSnapshot!] }));
        Assert.Equal(
            "The commit to gold.nav is refused: 'rev-2' must be a tag without an age limit: names beginning with rev- are published revisions.",
            await MessageAsync(nav.Metadata with { Refs = refs.Add("rev-2", new SnapshotRef(2, SnapshotRefKind.Branch)) }));
        Assert.IsType<CommitOutcome.Committed>(await world.Catalog.CommitAsync([new TableCommit(nav, nav.Metadata.WithoutRef("note", 0))]));
    }

    [Fact]
    public async Task A_commit_keeps_the_table_s_identity_and_stays_in_its_folder()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var created = await world.CreateTableAsync("gold.nav");
        await world.CreateTableAsync("gold.risk");
        var next = world.Append(created);

        async Task<string> MessageAsync(TableMetadata metadata) =>
            Assert.IsType<CommitOutcome.Refused>(await world.Catalog.CommitAsync([new TableCommit(created, metadata)])).Message;

        Assert.Equal(
            "The commit to gold.nav is refused: table-uuid changed: it names the table for ever.", await MessageAsync(next with { TableUuid = Guid.Empty }));
        Assert.Equal(
            "The commit to gold.nav is refused: location changed: a table's files stay in its folder.",
            await MessageAsync(next with { Location = "s3://lakehouse/gold/risk" }));
        Assert.Equal(
            "The commit to gold.nav is refused: last-column-id fell: field ids are the product's contract.", await MessageAsync(next with { LastColumnId = 1 }));
        foreach (var elsewhere in (string[])["file:///etc/passwd", "s3://other/gold/nav/x.avro", "s3://lakehouse/gold/risk/x.avro",
            created.Metadata.Location + "/../x.avro", created.Metadata.Location + "2/x.avro"])
        {
            var moved = next.CurrentSnapshot! with { ManifestList = elsewhere };
            Assert.StartsWith(
                "The commit to gold.nav is refused: the manifest list of snapshot 1 lies outside of the table: ",
                await MessageAsync(next with { Snapshots = [moved] }),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_table_is_moved_once_a_commit()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");

        await Assert.ThrowsAsync<ArgumentException>(() =>
            world.Catalog.CommitAsync([new TableCommit(nav, world.Append(nav)), new TableCommit(nav, world.Append(nav))]));
    }

    private static void ThrowAt(string reached, string name)
    {
        if (reached == name)
            throw new TimeZoneNotFoundException();
    }
}
