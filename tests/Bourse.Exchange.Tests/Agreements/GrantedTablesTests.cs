using Bourse.Exchange.Agreements;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Agreements;

public sealed class GrantedTablesTests
{
    [Fact]
    public async Task What_is_granted_is_counted_on_what_the_client_is_served()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var grants = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement)).Grants;
        var tables = new GrantedTables(world.Products, world.Projections);

        var granted = Assert.Single(await tables.OfAsync(grants, default));
        Assert.Equal("fund-data.nav: 2 of 3 rows, 2 of 3 columns", granted.ToString());
        Assert.Equal((1, "fund_id: A, B", "fund_id nav"), (granted.Revision, granted.Only, string.Join(' ', granted.Columns)));

        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 10 AS fee_bps");
        await world.PublishAsync();
        Assert.Equal("fund-data.nav: 3 of 4 rows, 2 of 3 columns", Assert.Single(await tables.OfAsync(grants, default)).ToString());
    }
}
