using Bourse.Catalog.Commits;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Metadata;

namespace Bourse.Exchange.Tests.Publishing;

public sealed class RevisionPublisherTests
{
    [Fact]
    public async Task A_revision_pins_the_snapshot_with_a_tag_that_stays()
    {
        await using var world = await ExchangeWorld.CreateAsync();

        var revision = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;

        var asset = Assert.Single(revision.Assets);
        Assert.Equal((1, "nav", "gold.nav", 3L, 1), (revision.Number, asset.Table, asset.Source, asset.RowCount, asset.FileCount));
        var source = (await world.Catalog.LoadAsync(ExchangeWorld.Source))!;
        Assert.Equal(new SnapshotRef(asset.SnapshotId, SnapshotRefKind.Tag), source.Metadata.Refs["rev-fund-data-1"]);
        var kept = (await world.Products.FindRevisionAsync(ExchangeWorld.Product, 1))!;
        Assert.Equal(RevisionText(revision), RevisionText(kept));
        var dropped = await world.Catalog.CommitAsync([new TableCommit(source, source.Metadata.WithoutRef("rev-fund-data-1", source.Metadata.LastUpdatedMs))]);
        Assert.IsType<CommitOutcome.Refused>(dropped);
    }

    [Fact]
    public async Task Publishing_what_is_published_changes_nothing()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var first = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;

        var again = Assert.IsType<PublishOutcome.Unchanged>(await world.PublishAsync()).Revision;

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM exchange_revisions"));
    }

    [Fact]
    public async Task A_file_that_a_revision_had_before_is_not_read_again_until_its_time_is_another_one()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var file = Directory.EnumerateFiles(Path.Combine(world.Folder, "lakehouse"), "*.parquet", SearchOption.AllDirectories).First();
        var time = File.GetLastWriteTimeUtc(file);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        File.SetLastWriteTimeUtc(file, time);

        Assert.IsType<PublishOutcome.Unchanged>(await world.PublishAsync());
        File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
        Assert.IsNotType<PublishOutcome.Unchanged>(await world.PublishAsync());
    }

    [Fact]
    public async Task Nothing_is_made_for_an_agreement_that_has_ended_while_one_that_has_not_begun_is_prepared_for()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("2024-01-01", "2048-01-01", StringComparison.Ordinal));
        await PublishNextAsync();
        Assert.Equal(2, await world.CountAsync("SELECT count(*) FROM projection_revisions"));

        await world.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE grants SET starts_at = 1, ends_at = 2"));
        await PublishNextAsync();
        Assert.Equal(2, await world.CountAsync("SELECT count(*) FROM projection_revisions"));

        async Task PublishNextAsync()
        {
            await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 1 AS fee_bps");
            Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());
        }
    }

    [Theory]
    [InlineData("2024-01-01", 1)]
    [InlineData("2048-01-01", 0)]
    public async Task An_event_goes_to_clients_whose_agreement_is_in_force_alone(string start, int events)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("2024-01-01", start, StringComparison.Ordinal));
        var before = await world.CountAsync("SELECT count(*) FROM outbox");
        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 1 AS fee_bps");

        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());

        Assert.Equal(before + events, await world.CountAsync("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task A_rule_that_does_not_hold_stops_it_and_a_warning_does_not()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var failed = new RuleResult { Table = "nav", Rule = "r", Description = "d", Measured = "1", Expected = "= 0", Passed = false, Blocking = true };
        world.Quality.Results = [failed];

        Assert.Equal([failed], Assert.IsType<PublishOutcome.Stopped>(await world.PublishAsync()).Report.Results);
        Assert.Equal(0, await world.CountAsync("SELECT count(*) FROM exchange_revisions"));

        world.Quality.Results = [failed with { Blocking = false }];
        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());
    }

    [Fact]
    public async Task A_contract_the_table_does_not_keep_is_rejected_by_column()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("name: fee_bps", "name: fee", StringComparison.Ordinal), "tester", default);

        Assert.Equal(
            [
                "nav.fee: the contract promises this column and gold.nav does not have it; add it there, or take it out of the contract.",
                "nav.fee_bps: gold.nav has this column and the contract does not describe it; describe it, or leave it out of the table.",
            ],
            Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync()).Mistakes);
    }

    [Fact]
    public async Task What_breaks_readers_needs_a_new_major_version_and_the_gate_sees_what_was_published()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.EvolveAsync(update => update.Rename("fee_bps", "fee"));
        var renamed = ExchangeDocuments.Contract.Replace("name: fee_bps", "name: fee", StringComparison.Ordinal);
        await world.Desk.PutAsync(renamed, "tester", default);

        Assert.Equal(
            [
                "nav.fee_bps (field 3) is called fee. That breaks who reads revision 1.",
                "version: the contract's is 1.0.0; a revision that breaks its readers needs a contract with a higher first number. Change the tables back, or raise it.",
            ],
            Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync()).Mistakes);

        await world.Desk.PutAsync(renamed.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal), "tester", default);
        var revision = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;
        Assert.Equal((2, "2.0.0"), (revision.Number, revision.ContractVersion));
        Assert.Equal([1], world.Quality.Seen!.Earlier.Select(earlier => earlier.Number));
    }

    [Fact]
    public async Task Deletes_are_applied_before_the_table_is_pinned_and_the_revision_before_keeps_its_rows()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var first = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;
        await world.DeleteRowAsync(1);

        var next = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;

        var source = (await world.Catalog.LoadAsync(ExchangeWorld.Source))!;
        var pinned = source.Metadata.FindSnapshot(next.Assets[0].SnapshotId)!;
        Assert.Equal((2L, 1), (next.Assets[0].RowCount, next.Assets[0].FileCount));
        Assert.Equal(("replace", "0"), (source.Metadata.Snapshots[^2].Operation, pinned.Summary["total-delete-files"]));
        Assert.Equal(pinned.Id, source.Metadata.FindSnapshot("rev-fund-data-2")!.Id);
        Assert.Equal(["A|1.5|10", "C|3.5|30"], await world.RowsAsync(pinned.Id));
        Assert.Equal(["A|1.5|10", "B|2.5|20", "C|3.5|30"], await world.RowsAsync(first.Assets[0].SnapshotId));
        Assert.IsType<PublishOutcome.Unchanged>(await world.PublishAsync());
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_named()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("gold.nav", "gold.other", StringComparison.Ordinal), "tester", default);

        Assert.Equal(
            ["nav: the lakehouse has no table gold.other with data; run its model, or correct physicalName in the contract."],
            Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync()).Mistakes);
    }

    [Fact]
    public async Task An_unknown_product_and_an_empty_comment_are_rejected()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        Assert.Equal(["comment: must say in 1 to 512 characters what is new."], Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync(" ")).Mistakes);
        var unknown = await world.Publisher.PublishAsync(new PublishRequest(Access.Resources.ProductName.Parse("nothing-here"), "x", "tester"), default);
        Assert.Equal(["product: 'nothing-here' is not listed; 'bourse products' shows what is."], Assert.IsType<PublishOutcome.Rejected>(unknown).Mistakes);
    }

    [Fact]
    public async Task A_table_that_moves_meanwhile_is_published_as_it_became()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var moves = 0;
        world.Quality.Meanwhile = async () =>
        {
            if (moves++ == 0)
            {
                await world.AppendAsync("SELECT 'D' AS fund_id, 4.5::DOUBLE AS nav, 40 AS fee_bps");
            }
        };

        var revision = Assert.IsType<PublishOutcome.Published>(await world.PublishAsync()).Revision;

        Assert.Equal((1, 4L, 2), (revision.Number, revision.Assets[0].RowCount, moves));
    }

    [Fact]
    public async Task An_agreement_that_arrives_meanwhile_sees_the_revision_too()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.AppendAsync("SELECT 'A' AS fund_id, 4.5::DOUBLE AS nav, 40 AS fee_bps");
        var applied = 0;
        world.Quality.Meanwhile = async () =>
        {
            if (applied++ == 0)
            {
                Assert.IsType<Exchange.Agreements.ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));
            }
        };

        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());

        await world.Projections.RefreshAsync();
        var projected = world.Projections.Find(Access.Authorization.AgreementId.Parse("CTR-1"), ExchangeWorld.Product, Access.Resources.TableName.Parse("nav"))!;
        Assert.Equal([1, 2], projected.Revisions.Keys);
        Assert.Equal(3, projected.RowCount);
    }

    private static string RevisionText(Revision revision) => RevisionJson.Write(revision);
}
