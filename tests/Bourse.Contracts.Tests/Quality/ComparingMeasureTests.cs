namespace Bourse.Contracts.Tests.Quality;

public sealed class ComparingMeasureTests
{
    public static TheoryData<string, QualityMeasure, string> Rules => new()
    {
        { "{measure: change, metric: rowCount}", new QualityMeasure.Change(new QualityMeasure.RowCount()), "change" },
        { "{measure: robustZ, query: 'SELECT avg(nav) FROM ${object}'}",
            new QualityMeasure.RobustZ(new QualityMeasure.Sql("SELECT avg(nav) FROM ${object}")), "robustZ" },
        { "{measure: reconciliation, query: SELECT 1, source: silver.navs, sourceQuery: SELECT 2}",
            new QualityMeasure.Reconciliation("SELECT 1", "silver.navs", "SELECT 2"), "reconciliation" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_of_our_engine_says_what_it_compares(string implementation, QualityMeasure measure, string name)
    {
        var custom = $"type: custom\n        engine: bourse\n        implementation: {implementation}";
        var contract = Assert.IsType<ContractParse.Valid>(Read("metric: rowCount", custom)).Contract;
        var rule = contract.Tables[0].Quality.Single(rule => rule.Measure == measure);
        Assert.Equal(("rows", true), (rule.Name, rule.Blocking));
        contract = Assert.IsType<ContractParse.Valid>(Read("- id: rows\n        metric: rowCount", $"- {custom}")).Contract;
        Assert.Equal(name, contract.Tables[0].Quality.Single(rule => rule.Measure == measure).Name);
    }

    [Fact]
    public void Measures_of_a_column_are_written_under_it()
    {
        const string Shift = "- {type: custom, engine: bourse, implementation: {measure: distributionShift}, mustBeLessThan: 0.25}";
        var contract = Assert.IsType<ContractParse.Valid>(Read("- metric: nullValues", $"{Shift}\n          - metric: nullValues")).Contract;
        var rule = contract.Tables[0].Quality.Single(rule => rule.Measure is QualityMeasure.DistributionShift);
        Assert.Equal((new QualityMeasure.DistributionShift("fund_id"), "fund_id_distributionShift"), (rule.Measure, rule.Name));
    }

    [Theory]
    [InlineData("engine: soda\n        implementation: {measure: change, metric: rowCount}",
        "engine: must be bourse, not 'soda': rules of other engines are not run here.")]
    [InlineData("engine: bourse", "implementation: is missing; say in it which measure is compared.")]
    [InlineData("engine: bourse\n        implementation: {metric: rowCount}",
        "implementation.measure: is missing; write one of change, robustZ, distributionShift, ageHours, reconciliation.|implementation.metric: "
        + "is not a key known here; remove it, or put it under customProperties.")]
    [InlineData("engine: bourse\n        implementation: {measure: magic}",
        "implementation.measure: must be one of change, robustZ, distributionShift, ageHours, reconciliation, not 'magic'.")]
    [InlineData("engine: bourse\n        implementation: {measure: ageHours}", "implementation.metric: is about a column: write the rule under that column's quality.")]
    [InlineData("engine: bourse\n        implementation: {measure: reconciliation, query: SELECT 1, source: silver.x}",
        "implementation.sourceQuery: is missing; write it as text.")]
    public void A_mistake_names_the_key_and_what_to_write(string rule, string expected)
    {
        var mistakes = Assert.IsType<ContractParse.Invalid>(Read("metric: rowCount", $"type: custom\n        {rule}")).Mistakes;
        Assert.Equal(expected.Split('|').Select(mistake => $"schema[0].quality[0].{mistake}").Order(), mistakes.Select(WithoutLine).Order());
    }

    private static ContractParse Read(string right, string instead)
    {
        Assert.Contains(right, Samples.Contract, StringComparison.Ordinal);
        return ContractReader.Read(Samples.Contract.Replace(right, instead, StringComparison.Ordinal));
    }

    private static string WithoutLine(string mistake) => System.Text.RegularExpressions.Regex.Replace(mistake, @" \(line \d+\)", "");
}
