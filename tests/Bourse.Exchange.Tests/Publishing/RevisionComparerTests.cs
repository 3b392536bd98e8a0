using Bourse.Exchange.Publishing;
using Bourse.Exchange.Publishing.Differences;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Tests.Publishing;

/// <summary>Rows before: A 1.5 10, B 2.5 20, C 3.5 30. The client sees funds A and B, and no fees.</summary>
public sealed class RevisionComparerTests
{
    private static readonly string s_keyed = ExchangeDocuments.Contract.Replace(
        "- name: fund_id\n", "- name: fund_id\n        primaryKey: true\n        primaryKeyPosition: 1\n", StringComparison.Ordinal);

    [Fact]
    public async Task Rows_are_told_apart_by_key_and_each_agreement_sees_its_own_changes()
    {
        await using var world = await WorldAsync(s_keyed);
        await world.DeleteRowAsync(1); // B gets another value and another fee, D comes, C stays.
        await world.AppendAsync("SELECT * FROM (VALUES ('B', 9.5::DOUBLE, 21), ('D', NULL, 40)) t(fund_id, nav, fee_bps)");
        var difference = await CompareAsync(world);

        var table = Assert.Single(difference.Tables);
        Assert.Equal((3, 4, new RowChanges(1, 0, 1)), (table.RowsBefore, table.RowsAfter, table.Rows));
        Assert.Equal(
            [
                new ColumnDifference("fund_id", new ColumnStatistics(0, 3, "A", "C"), new ColumnStatistics(0, 4, "A", "D")),
                new ColumnDifference("nav", new ColumnStatistics(0, 3, "1.5", "3.5"), new ColumnStatistics(1, 3, "1.5", "9.5")),
                new ColumnDifference("fee_bps", new ColumnStatistics(0, 3, "10", "30"), new ColumnStatistics(0, 4, "10", "40")),
            ],
            table.Columns);
        Assert.Equal([new AffectedAgreement("CTR-1", "222222222222", "nav", new RowChanges(0, 0, 1))], difference.Affected);

        var back = (await CompareAsync(world, 2, 1)).Tables[0];
        Assert.Equal((4, 3, new RowChanges(0, 1, 1)), (back.RowsBefore, back.RowsAfter, back.Rows));
        Assert.Empty((await CompareAsync(world, 2, 2)).Affected);
    }

    [Fact]
    public async Task An_agreement_whose_columns_and_rows_stay_the_same_is_not_affected()
    {
        await using var world = await WorldAsync(s_keyed);
        await world.DeleteRowAsync(1);
        await world.AppendAsync("SELECT * FROM (VALUES ('B', 2.5::DOUBLE, 99), ('D', 1, 40)) t(fund_id, nav, fee_bps)");

        var difference = await CompareAsync(world);

        Assert.Equal(new RowChanges(1, 0, 1), difference.Tables[0].Rows);
        Assert.Empty(difference.Affected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_key_or_where_it_names_several_rows_whole_rows_are_counted(bool keyed)
    {
        await using var world = await WorldAsync(keyed ? s_keyed : ExchangeDocuments.Contract);
        await world.DeleteRowAsync(1);
        await world.AppendAsync("SELECT * FROM (VALUES ('A', 1.5::DOUBLE, 10), ('A', 1.5, 10), ('D', NULL, 40)) t(fund_id, nav, fee_bps)");

        Assert.Equal(new RowChanges(3, 1, null), (await CompareAsync(world)).Tables[0].Rows);
    }

    [Fact]
    public async Task Columns_are_compared_by_id_whatever_they_are_called()
    {
        await using var world = await WorldAsync(s_keyed);
        await world.EvolveAsync(update => update.Rename("fee_bps", "fee").Widen("fee", new IcebergType.Long()).Add("note", new IcebergType.String()));
        await world.Desk.PutAsync(
            s_keyed.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal)
                .Replace("- name: fee_bps\n", "- name: note\n        logicalType: string\n        description: A note.\n      - name: fee\n", StringComparison.Ordinal),
            "tester", default);
        await world.AppendAsync("SELECT 'D' AS fund_id, 4.5::DOUBLE AS nav, 40::BIGINT AS fee, 'x' AS note");

        var table = (await CompareAsync(world)).Tables[0];

        Assert.Equal(["note is new, string", "fee_bps is called fee", "fee was int and is long"], table.Schema);
        Assert.Equal(new RowChanges(1, 0, 0), table.Rows);
    }

    private static async Task<ExchangeWorld> WorldAsync(string contract)
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(contract, "tester", default);
        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        return world;
    }

    // Publishes the second revision where there is none yet.
    private static async Task<RevisionDifference> CompareAsync(ExchangeWorld world, int before = 1, int after = 2)
    {
        await world.PublishAsync();
        var product = (await world.Products.FindAsync(ExchangeWorld.Product))!;
        return await world.Comparer.CompareAsync(
            product, (await world.Products.FindRevisionAsync(product.Name, before))!, (await world.Products.FindRevisionAsync(product.Name, after))!, default);
    }
}
