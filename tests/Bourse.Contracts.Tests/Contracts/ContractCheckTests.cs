using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;

namespace Bourse.Contracts.Tests.Contracts;

public sealed class ContractCheckTests
{
    private static readonly DataContract Contract = ((ContractParse.Valid)ContractReader.Read(Samples.Contract)).Contract;
    private static readonly NestedField FundId = new(1, "fund_id", new IcebergType.String(), false);

    [Fact]
    public void A_table_as_promised_has_no_mistakes() =>
        Assert.Empty(ContractCheck.Against(Contract, _ => Table(FundId, new NestedField(2, "nav", new IcebergType.Decimal(18, 6), false))));

    [Fact]
    public void A_missing_column_an_extra_one_and_a_wrong_type_are_each_named()
    {
        var nav = new NestedField(2, "nav", new IcebergType.String(), false);
        Assert.Equal(
            ["nav_history.nav: the contract promises number and gold.nav_history has string; cast it there, or correct logicalType."],
            ContractCheck.Against(Contract, _ => Table(FundId, nav)));
        Assert.Equal(
            [
                "nav_history.nav: the contract promises this column and gold.nav_history does not have it; add it there, or take it out of the contract.",
                "nav_history.secret: gold.nav_history has this column and the contract does not describe it; describe it, or leave it out of the table.",
            ],
            ContractCheck.Against(Contract, _ => Table(FundId, new NestedField(3, "secret", new IcebergType.Long(), false))));
    }

    [Theory]
    [InlineData("decimal(18,6)", true)]
    [InlineData("decimal(18, 6)", true)]
    [InlineData("decimal(18,4)", false)]
    [InlineData("double", false)]
    public void A_stored_type_is_held_to_when_it_is_promised(string promised, bool kept)
    {
        var columns = Contract.Tables[0].Columns;
        var contract = Contract with { Tables = [Contract.Tables[0] with { Columns = [columns[0], columns[1] with { PhysicalType = promised }] }] };
        var nav = new NestedField(2, "nav", new IcebergType.Decimal(18, 6), false);
        Assert.Equal(
            kept ? [] : [$"nav_history.nav: the contract promises {promised} and gold.nav_history has decimal(18, 6); cast it there, or correct physicalType."],
            ContractCheck.Against(contract, _ => Table(FundId, nav)));
    }

    private static Schema Table(params NestedField[] fields) => new(0, fields.ToValueList());
}
