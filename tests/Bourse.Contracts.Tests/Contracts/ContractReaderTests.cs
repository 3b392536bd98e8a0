using System.Text.RegularExpressions;

namespace Bourse.Contracts.Tests.Contracts;

public sealed class ContractReaderTests
{
    [Fact]
    public void A_full_contract_is_read_whole()
    {
        var contract = Assert.IsType<ContractParse.Valid>(ContractReader.Read(Samples.Contract)).Contract;

        Assert.Equal("portfolio-analytics", contract.Name.Value);
        Assert.Equal("Net asset values.", contract.Purpose);
        Assert.Equal("Internal use only.", contract.Terms);
        Assert.Equal(new Price(2500m, "USD", "month"), contract.Price);
        Assert.Equal([new ServiceLevel("frequency", "1", "d", "Daily.")], contract.ServiceLevels);
        Assert.Equal([new SampleQuery("Latest", "SELECT 1")], contract.SampleQueries);
        var table = Assert.Single(contract.Tables);
        Assert.Equal(("nav_history", "gold.nav_history", "fund_id"), (table.Name.Value, table.PhysicalName, table.RowScope));
        Assert.Equal(
            [("fund_id", LogicalType.String, true, (int?)1), ("nav", LogicalType.Number, false, null)],
            table.Columns.Select(column => (column.Name, column.Type, column.Required, column.KeyPosition)));
        Assert.Equal(
            [
                ("rows", new QualityMeasure.RowCount(), new Threshold.Range(10, true, null, false), true),
                ("positive", new QualityMeasure.Sql("SELECT count(*) FROM ${object} WHERE nav <= 0"), new Threshold.Equal(0), false),
                ("fund_id_nullValues", new QualityMeasure.NullValues("fund_id"), new Threshold.Equal(0), true),
                ("fund_id_required", new QualityMeasure.NullValues("fund_id"), new Threshold.Equal(0), true),
                ("primary_key", new QualityMeasure.DuplicateValues(["fund_id"]), new Threshold.Equal(0), true),
            ],
            table.Quality.Select(rule => (rule.Name, rule.Measure, rule.Threshold, rule.Blocking))
                .Select(rule => (rule.Name, rule.Measure as QualityMeasure, rule.Threshold, rule.Blocking)));
    }

    [Fact]
    public void A_column_has_no_character_in_its_name_that_is_not_seen()
    {
        var contract = Samples.Contract.Replace("- name: nav\n", "- name: \"n\\u202Eav\"\n", StringComparison.Ordinal);
        var mistakes = Assert.IsType<ContractParse.Invalid>(ContractReader.Read(contract)).Mistakes;
        Assert.Matches(
            @"\Aschema\[0\]\.properties\[1\]\.name \(line \d+\): holds U\+202E, which is not seen and changes how the rest reads; remove it\.\z",
            Assert.Single(mistakes));
    }

    [Theory]
    [InlineData("name: portfolio-analytics", "name: Portfolio", "name: 'Portfolio' is not a product name: 3 to 63 lower-case letters, digits and hyphens.")]
    [InlineData("apiVersion: v3.1.0", "apiVersion: v2.2.0", "apiVersion: must be v3.1.0; other versions are not read.")]
    [InlineData("kind: DataContract", "kind: DataProduct", "kind: must be DataContract.")]
    [InlineData(
        "status: active", "statsu: active", "status: is missing; write it as text.|statsu: is not a key known here; remove it, or put it under customProperties.")]
    [InlineData("logicalType: number", "logicalType: money",
        "schema[0].properties[1].logicalType: must be one of string, date, timestamp, time, number, integer, boolean, not 'money'.")]
    [InlineData("required: true", "required: perhaps", "schema[0].properties[0].required: must be true or false.")]
    [InlineData("mustBeGreaterOrEqualTo: 10", "mustBeGreaterOrEqualTo: many", "schema[0].quality[0].mustBeGreaterOrEqualTo: must be a number, not 'many'.")]
    [InlineData("mustBeGreaterOrEqualTo: 10", "mustBeGreaterOrEqualTo: '1,5'", "schema[0].quality[0].mustBeGreaterOrEqualTo: must be a number, not '1,5'.")]
    [InlineData("mustBeGreaterOrEqualTo: 10", "mustBeBetween: ['0,5', 10]", "schema[0].quality[0].mustBeBetween: must be a list of two numbers, the lower first.")]
    [InlineData("value: fund_id", "value: nav", "schema[0].customProperties: bourse.rowScope names 'nav', which is not a string column of the table.")]
    [InlineData("priceCurrency: USD", "priceCurrency: dollars", "price.priceCurrency: must be an ISO 4217 code such as USD.")]
    [InlineData("url: mailto:data@meridian.example", "url: javascript:alert(1)", "support[0].url: must start with https:// or mailto:.")]
    [InlineData("sql: SELECT 1", "sql: SELECT 1 FROM ${funds}", "customProperties: the sample query 'Latest' reads ${funds}, which is not a table of the contract.")]
    [InlineData("logicalType: number", "logicalType: number\n        logicalTypeOptions: {minimum: 2, maximum: 1}",
        "schema[0].properties[1].logicalTypeOptions.minimum: is above the maximum; swap them.")]
    [InlineData("logicalType: number", "logicalType: date\n        logicalTypeOptions: {minimum: 2}",
        "schema[0].properties[1].logicalTypeOptions.minimum: and maximum are for number and integer columns.")]
    [InlineData("logicalType: number", "logicalType: number\n        logicalTypeOptions: {maximum: 2, exclusiveMaximum: 2}",
        "schema[0].properties[1].logicalTypeOptions.exclusiveMaximum: is given beside maximum; give one.")]
    [InlineData("logicalType: number", "logicalType: number\n        primaryKeyPosition: 2",
        "schema[0].properties[1].primaryKeyPosition: is for a column with primaryKey: true.")]
    [InlineData("physicalType: table", "physicalType: table\n    logicalType: string", "schema[0].logicalType: must be object for a table, not 'string'.")]
    [InlineData(
        "property: bourse.terms", "property: bourse.listing.volume", "customProperties: bourse.listing.volume is 'Internal use only.'; it is public or withheld.")]
    [InlineData("property: bourse.rowScope", "property: bourse.rowscope",
        "schema[0].customProperties[0].property: 'bourse.rowscope' means nothing here; of ours there is bourse.rowScope.")]
    [InlineData("examples: [MER-EQ-US]", "customProperties: [{property: bourse.rowScope, value: fund_id}]",
        "schema[0].properties[0].customProperties[0].property: 'bourse.rowScope' means nothing here; of ours there is bourse.identifier, bourse.mask.")]
    [InlineData("examples: [MER-EQ-US]", "customProperties: [{property: bourse.mask, value: blur}]", "schema[0].properties[0].customProperties: bourse.mask is 'blur'; "
        + "it is one of redact, null, constant(value), last4, hash, hash(subscriber), year, quarter, month, week, day, hour, bucket(width).")]
    [InlineData("property: bourse.terms", "property: Bourse.Terms", "customProperties[0].property: 'Bourse.Terms' means nothing here; of ours there is bourse.terms, "
        + "bourse.history, bourse.coverage, bourse.suggestedAxes, bourse.sampleQueries, bourse.listing.volume.")]
    [InlineData("examples: [MER-EQ-US]", "classification: Confidential",
        "schema[0].properties[0].classification: must be one of public, internal, confidential, restricted, secret, not 'Confidential'.")]
    [InlineData("metric: rowCount", "metric: mood",
        "schema[0].quality[0].metric: must be one of rowCount, nullValues, missingValues, invalidValues, duplicateValues, not 'mood'.")]
    public void A_mistake_is_named_with_its_path_and_what_to_do(string right, string wrong, string expected)
    {
        Assert.Contains(right, Samples.Contract, StringComparison.Ordinal);
        var mistakes = Assert.IsType<ContractParse.Invalid>(ContractReader.Read(Samples.Contract.Replace(right, wrong, StringComparison.Ordinal))).Mistakes;
        Assert.Equal(expected.Split('|').Order(), mistakes.Select(WithoutLine).Order());
    }

    [Fact]
    public void A_mistake_is_named_with_its_line()
    {
        var lines = Samples.Contract.Split('\n');
        var at = Array.FindIndex(lines, line => line.Contains("logicalType: number", StringComparison.Ordinal));
        lines[at] = lines[at].Replace("number", "money", StringComparison.Ordinal) + "\n        colour: red";
        var mistakes = Assert.IsType<ContractParse.Invalid>(ContractReader.Read(string.Join('\n', lines))).Mistakes;
        Assert.Equal(
            [
                $"schema[0].properties[1].logicalType (line {at + 1}): must be one of string, date, timestamp, time, number, integer, boolean, not 'money'.",
                $"schema[0].properties[1].colour (line {at + 2}): is not a key known here; remove it, or put it under customProperties.",
            ],
            mistakes);
    }

    [Fact]
    public void Every_property_of_ours_and_every_class_is_described()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "data-contracts.md"));
        Assert.All(
            CustomPropertyNames.OfContract.Select(name => $"| `{name}` | the contract |").Concat(CustomPropertyNames.OfTable.Select(name => $"| `{name}` | a table |"))
                .Concat(CustomPropertyNames.OfColumn.Select(name => $"| `{name}` | a column |"))
                    .Concat(Enum.GetNames<Classification>().Select(name => $"`{name.ToLowerInvariant()}`")),
            said => Assert.Contains(said, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "", "schema: 'flows' has the column 'FUND_ID', by which another table is granted; give it bourse.rowScope: FUND_ID, or '*' if every client gets every row.")]
    [InlineData("customProperties: [{property: bourse.rowScope, value: FUND_ID}]", null)]
    [InlineData("customProperties: [{property: bourse.rowScope, value: '*'}]", null)]
    [InlineData("customProperties: [{property: other.rowScope, value: x}]",
        "schema: 'flows' has the column 'FUND_ID', by which another table is granted; give it bourse.rowScope: FUND_ID, or '*' if every client gets every row.")]
    public void A_table_whose_row_scope_was_forgotten_is_a_mistake(string stated, string? mistake)
    {
        var flows = $$"""
              - name: flows
                description: One flow a fund and day.
                {{stated}}
                properties: [{name: FUND_ID, logicalType: string, description: The fund.}]
            slaProperties:
            """;
        var read = ContractReader.Read(Samples.Contract.Replace("slaProperties:", flows, StringComparison.Ordinal));
        Assert.Equal(mistake is null ? [] : [mistake], read is ContractParse.Invalid invalid ? invalid.Mistakes.Select(WithoutLine) : []);
        if (read is ContractParse.Valid valid)
            Assert.Equal(stated.Contains('*', StringComparison.Ordinal) ? null : "FUND_ID", valid.Contract.Tables[1].RowScope);
    }

    [Fact]
    public void A_bound_on_a_column_is_checked_as_a_rule()
    {
        var bounded = Samples.Contract.Replace(
            "logicalType: number", "logicalType: number\n        logicalTypeOptions: {exclusiveMinimum: 0, maximum: 10}", StringComparison.Ordinal);
        var table = Assert.IsType<ContractParse.Valid>(ContractReader.Read(bounded)).Contract.Tables[0];
        var range = new Threshold.Range(0, false, 10, true);

        Assert.Equal(range, table.Columns[1].Range);
        var rule = Assert.Single(table.Quality, rule => rule.Name == "nav_range");
        Assert.Equal(("nav is > 0 and ≤ 10.", new QualityMeasure.OutOfRange("nav", range), true), (rule.Description, rule.Measure, rule.Blocking));
    }

    [Fact]
    public void A_key_that_is_already_checked_is_not_checked_twice()
    {
        var stated = Samples.Contract.Replace("metric: rowCount", "metric: duplicateValues\n        arguments: {properties: [fund_id]}", StringComparison.Ordinal);
        var rules = Assert.IsType<ContractParse.Valid>(ContractReader.Read(stated)).Contract.Tables[0].Quality;
        Assert.Equal(["rows"], rules.Where(rule => rule.Measure is QualityMeasure.DuplicateValues).Select(rule => rule.Name));
    }

    [Theory]
    [InlineData("", "The document is empty.")]
    [InlineData("a: &x [1]\nb: *x\n", "line 1: this is an anchor; write values out.")]
    [InlineData("a: !!python/object:os.system x\n", "line 1: this has a tag; write plain values.")]
    [InlineData("a: 1\na: 2\n", "line 2: this repeats the key 'a'.")]
    [InlineData("a: 1\n---\nb: 2\n", "The text holds several YAML documents; a contract is one.")]
    [InlineData("a: [1\n", "line 2: this is not well-formed YAML.")]
    public void What_is_not_plain_data_is_refused(string text, string expected) =>
        Assert.Equal([expected], Assert.IsType<ContractParse.Invalid>(ContractReader.Read(text)).Mistakes);

    [Fact]
    public void Nesting_and_size_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        Assert.Equal(["line 1: this is nested deeper than 32 levels."], Assert.IsType<ContractParse.Invalid>(ContractReader.Read(deep)).Mistakes);
        var long1 = new string('a', (1 << 20) + 1);
        Assert.Equal(["The document has 1048577 characters; at most 1048576 are read."], Assert.IsType<ContractParse.Invalid>(ContractReader.Read(long1)).Mistakes);
    }

    [Fact]
    public void A_list_where_a_mapping_belongs_names_the_place() =>
        Assert.Contains("the document (line 1): must be a mapping of keys to values.", Assert.IsType<ContractParse.Invalid>(ContractReader.Read("- a\n")).Mistakes);

    private static string WithoutLine(string mistake) => Regex.Replace(mistake, @" \(line [0-9]+\)(?=:)", "");
}
