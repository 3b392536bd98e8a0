using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Protocols.DeltaSharing;
using Bourse.Server.Protocols.DeltaSharing.Hints;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>A hint is taken only where it means to Spark what it means here; whatever Spark would convert first is not.</summary>
public sealed class SqlHintTests
{
    private static readonly Schema Columns = new(0, [
        new NestedField(1, "fund", new IcebergType.String(), false), new NestedField(2, "day", new IcebergType.Date(), false),
        new NestedField(3, "at", new IcebergType.TimestampTz(), false), new NestedField(4, "nav", new IcebergType.Decimal(9, 2), false),
        new NestedField(5, "n", new IcebergType.Int(), false), new NestedField(6, "ratio", new IcebergType.Double(), false),
        new NestedField(7, "rate", new IcebergType.Float(), false), new NestedField(8, "open", new IcebergType.Boolean(), false),
        new NestedField(9, "local", new IcebergType.Timestamp(), false), new NestedField(10, "a b", new IcebergType.Long(), false),
        new NestedField(11, "id", new IcebergType.Uuid(), false),
    ]);

    private static readonly DeltaSchema Schema = DeltaSchema.Of(Columns);

    [Theory]
    [InlineData("fund = 'F1'", "fund = 'F1'")]
    [InlineData(" FUND<>'F1' ", "fund <> 'F1'")]
    [InlineData("'F1' < fund", "fund > 'F1'")]
    [InlineData("'F1' >= fund", "fund <= 'F1'")]
    [InlineData("123 <= n", "n >= 123")]
    [InlineData("n == -5", "n = -5")]
    [InlineData("`a b` != 7", "\"a b\" <> 7")]
    [InlineData("nav >= 12.5", "nav >= 12.50")]
    [InlineData("ratio < 0.25", "ratio < 0.25")]
    [InlineData("day < DATE '2024-02-29'", "day < '2024-02-29'")]
    [InlineData("day = '2024-02-29'", "day = '2024-02-29'")]
    [InlineData("at > '2024-02-29T01:00:00+01:00'", "at > '2024-02-29T00:00:00Z'")]
    [InlineData("TIMESTAMP '2024-02-29T00:00:00.5Z' > at", "at < '2024-02-29T00:00:00.5Z'")]
    [InlineData("open = true", "open = TRUE")]
    [InlineData("fund IS NULL", "fund IS NULL")]
    [InlineData("fund is  not null", "fund IS NOT NULL")]
    public void What_is_taken(string hint, string condition) => Assert.Equal(ConditionText.Parse(condition, Columns), SqlHint.Parse(hint, Schema));

    [Theory]
    [InlineData("fund = 7")]
    [InlineData("fund = DATE '2024-01-01'")]
    [InlineData("fund = 'it\\'s'")]
    [InlineData("fund = 'it''s'")]
    [InlineData("fund = \"F1\"")]
    [InlineData("\"fund\" = 'fund'")]
    [InlineData("n = '7'")]
    [InlineData("n = 7.5")]
    [InlineData("n = 99999999999")]
    [InlineData("nav = 1.005")]
    [InlineData("rate = 0.1")]
    [InlineData("ratio = NaN")]
    [InlineData("at > '2024-02-29 00:00:00'")]
    [InlineData("at > '2024-02-29T00:00:00'")]
    [InlineData("local > TIMESTAMP '2024-02-29T00:00:00Z'")]
    [InlineData("day = '2024-2-29'")]
    [InlineData("day = '2024-02-30'")]
    [InlineData("open = 1")]
    [InlineData("id = '5d0f6b0e-6f0a-4d4f-9d53-7a3f2a1f0001'")]
    [InlineData("fund LIKE 'F%'")]
    [InlineData("fund = 'a' OR 1 = 1")]
    [InlineData("fund = 'a'; DROP TABLE x")]
    [InlineData("fund = 'a' --")]
    [InlineData("hidden = 'a'")]
    [InlineData("fund <=> 'a'")]
    [InlineData("")]
    public void What_is_passed_over(string hint) => Assert.Null(SqlHint.Parse(hint, Schema));

    [Fact]
    public void A_long_hint_costs_no_more_than_its_length()
    {
        foreach (var text in new[] { new string(' ', 100_000), "fund = '" + new string('a', 100_000), new string('`', 100_000), "n = " + new string('9', 100_000) })
            Assert.Null(SqlHint.Parse(text, Schema));
    }

    [Theory]
    [InlineData("""{"op":"not","children":[{"op":"isNull","children":[{"op":"column","name":"n","valueType":"int"}]}]}""", true)]
    [InlineData("""{"op":"and","children":[{"op":"equal","children":[{"op":"column","name":"day","valueType":"date"},{"op":"literal","value":"2021-04-29","valueType":"date"}]},{"op":"lessThan","children":[{"op":"column","name":"N","valueType":"int"},{"op":"literal","value":"25","valueType":"int"}]}]}""", true)]
    [InlineData("""{"op":"or","children":[{"op":"equal","children":[{"op":"column","name":"fund","valueType":"string"},{"op":"literal","value":"F1","valueType":"string"}]},{"op":"equal","children":[{"op":"column","name":"hidden","valueType":"string"},{"op":"literal","value":"x","valueType":"string"}]}]}""", false)]
    [InlineData("""{"op":"equal","children":[{"op":"column","name":"fund","valueType":"int"},{"op":"literal","value":"7","valueType":"int"}]}""", false)]
    [InlineData("""{"op":"equal","children":[{"op":"column","name":"n","valueType":"int"},{"op":"literal","value":"x","valueType":"int"}]}""", false)]
    [InlineData("""{"op":"equal","children":[{"op":"column","name":"n","valueType":"int"},{"op":"literal","value":7,"valueType":"int"}]}""", false)]
    [InlineData("""{"op":"equal","children":[{"op":"column","name":"rate","valueType":"float"},{"op":"literal","value":"1","valueType":"float"}]}""", false)]
    [InlineData("""{"op":"nothing"}""", false)]
    [InlineData("""{"children":[]}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""{"op":"\ud800"}""", false)]
    public void A_tree_is_taken_whole_or_not_at_all(string tree, bool taken) => Assert.Equal(taken, JsonHint.Parse(tree, Schema) is not null);

    [Fact]
    public void A_tree_that_is_too_deep_is_passed_over() =>
        Assert.Null(JsonHint.Parse(string.Concat(Enumerable.Repeat("""{"op":"not","children":[""", 10_000)) + "1" + string.Concat(Enumerable.Repeat("]}", 10_000)), Schema));
}
