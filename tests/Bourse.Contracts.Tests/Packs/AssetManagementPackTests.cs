using Bourse.Contracts.Agreements;

namespace Bourse.Contracts.Tests.Packs;

public sealed class AssetManagementPackTests
{
    private static readonly string Pack = Path.Combine(Repository.Root, "packs", "asset-management");

    [Fact]
    public void Every_contract_of_the_pack_is_well_formed()
    {
        var contracts = Directory.EnumerateFiles(Path.Combine(Pack, "contracts")).Order(StringComparer.Ordinal)
            .Select(file => Assert.IsType<ContractParse.Valid>(Read(file)).Contract)
            .ToList();

        Assert.Equal(
            ["benchmarks", "esg-insights-v2", "macro", "portfolio-analytics", "risk"],
            contracts.Select(contract => contract.Name.Value));
        Assert.Equal(
            ["fund_id", "fund_id", "fund_id"],
            contracts.SelectMany(contract => contract.Tables).Select(table => table.RowScope).OfType<string>());
        Assert.All(contracts, contract => Assert.True(contract is { Terms: not null, History: not null, Coverage: not null, Price: not null, SampleQueries.Count: > 0 }));
    }

    [Fact]
    public void Simulated_data_says_so_in_its_first_line()
    {
        var file = Path.Combine(Pack, "contracts", "esg-insights-v2.yaml");
        Assert.StartsWith("# SIMULATED DATA", File.ReadLines(file).First(), StringComparison.Ordinal);
        Assert.StartsWith("SIMULATED", ((ContractParse.Valid)Read(file)).Contract.Purpose, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CTR-2024-001", "222222222222", "portfolio-analytics benchmarks risk esg-insights-v2", 7, "")]
    [InlineData("CTR-2024-002", "333333333333", "portfolio-analytics macro", 6, "nav_history.management_fee_bps nav_history.model_weights")]
    public void Both_agreements_are_in_force(string number, string account, string products, int funds, string hidden)
    {
        var json = File.ReadAllBytes(Path.Combine(Pack, "agreements", number + ".json"));
        var agreement =
            Assert.IsType<AgreementParse.Valid>(AgreementReader.Read(json, new FixedClock(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)))).Document;

        Assert.Equal((number, account), (agreement.Number.Value, agreement.Account.Value));
        Assert.Equal(products, string.Join(' ', agreement.Products));
        Assert.Equal(funds, agreement.FundIds.Count);
        Assert.Equal(hidden, string.Join(' ', agreement.HiddenColumns));
    }

    private static ContractParse Read(string file) => ContractReader.Read(File.ReadAllText(file));
}
