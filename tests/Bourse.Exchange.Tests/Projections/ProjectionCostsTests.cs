using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Projections;

public sealed class ProjectionCostsTests : IAsyncLifetime
{
    private ExchangeWorld _world = null!;

    public async Task InitializeAsync() => _world = await ExchangeWorld.CreateAsync();

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Fact]
    public async Task Rows_written_for_a_row_rule_come_with_the_partitioning_that_would_spare_them()
    {
        Assert.IsType<PublishOutcome.Published>(await _world.PublishAsync());
        Assert.IsType<ApplyOutcome.Applied>(await _world.ApplyAsync(ExchangeDocuments.Agreement));

        var cost = Assert.Single(await _world.Costs.ListAsync(null, default));

        Assert.Equal(("fund-data", "nav", 1, 2L), (cost.Use.Product.Value, cost.Use.Table.Value, cost.Use.Revision, cost.Use.RowCount));
        Assert.Equal((0, 0, 1), (cost.Use.SharedFiles, cost.Use.SplicedFiles, cost.Use.RewrittenFiles));
        Assert.Equal(("gold.nav", "fund_id", 3L), (cost.Advice!.Source, string.Join(',', cost.Advice.Columns), cost.Advice.Partitions));
        Assert.Single(await _world.Costs.ListAsync(ExchangeWorld.Product, default));
        Assert.Empty(await _world.Costs.ListAsync(ProductName.Parse("another-product"), default));
    }

    [Fact]
    public async Task Under_the_advised_partitioning_the_next_revision_writes_no_row_again_and_shows_what_it_did()
    {
        Assert.IsType<PublishOutcome.Published>(await _world.PublishAsync());
        Assert.IsType<ApplyOutcome.Applied>(await _world.ApplyAsync(ExchangeDocuments.Agreement));
        var advice = Assert.Single(await _world.Costs.ListAsync(null, default)).Advice!;

        var dry = await _world.PartitionAsync(advice.Columns, dryRun: true);
        var done = await _world.PartitionAsync(advice.Columns, dryRun: false);
        var again = await _world.PartitionAsync(advice.Columns, dryRun: false);
        Assert.IsType<PublishOutcome.Published>(await _world.PublishAsync());

        Assert.Equal(["set-partition-spec 1 0 0 fund_id", "repartition-data 0 0 0 every data file"], dry);
        Assert.Equal(["set-partition-spec 1 0 0 fund_id", "repartition-data 1 1 3 "], done);
        Assert.Equal(["set-partition-spec 0 0 0 fund_id", "repartition-data 0 0 0 "], again);
        var cost = Assert.Single(await _world.Costs.ListAsync(null, default));
        Assert.Equal((0, 2, 0, 0), (cost.Use.SharedFiles, cost.Use.SplicedFiles, cost.Use.RewrittenFiles, cost.Use.Reasons.Count));
        Assert.Null(cost.Advice);
        var table = await ClientHistory.TableAsync(_world);
        Assert.Equal(("A=1.5 B=2.5", "A=1.5 B=2.5"),
            (await ClientHistory.RowsAsync(_world, table), await ClientHistory.RowsAsync(_world, table, table.Revisions[1])));
    }

    [Fact]
    public async Task What_was_made_for_a_terminated_agreement_is_not_counted()
    {
        Assert.IsType<PublishOutcome.Published>(await _world.PublishAsync());
        Assert.IsType<ApplyOutcome.Applied>(await _world.ApplyAsync(ExchangeDocuments.Agreement));
        await _world.Metastore.WriteAsync(session => _world.Grants.SetStateAsync(session, AgreementId.Parse("CTR-1"), AgreementState.Terminated));

        Assert.Empty(await _world.Costs.ListAsync(null, default));
    }
}
