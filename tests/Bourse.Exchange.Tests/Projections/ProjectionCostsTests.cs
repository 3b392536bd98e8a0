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
    public async Task What_was_made_for_a_terminated_agreement_is_not_counted()
    {
        Assert.IsType<PublishOutcome.Published>(await _world.PublishAsync());
        Assert.IsType<ApplyOutcome.Applied>(await _world.ApplyAsync(ExchangeDocuments.Agreement));
        await _world.Metastore.WriteAsync(session => _world.Grants.SetStateAsync(session, AgreementId.Parse("CTR-1"), AgreementState.Terminated));

        Assert.Empty(await _world.Costs.ListAsync(null, default));
    }
}
