using Bourse.Iceberg.Schemas;
using Bourse.Query.Lookup;
using Bourse.Query.Sessions;
using FsCheck.Fluent;

namespace Bourse.Query.Tests.Lookup;

public sealed class KeyIndexTests
{
    [Fact]
    public async Task A_key_gives_its_rows_in_the_order_of_the_other_columns()
    {
        await using var world = await QueryWorld.CreateAsync();
        var table = await world.AppendAsync("gold.nav", QueryWorld.NavSchema,
            "SELECT 'A' AS fund_id, DATE '2024-02-29' AS valid_date, 2.5 AS nav UNION ALL SELECT 'B', NULL, NULL UNION ALL SELECT NULL, DATE '2024-01-01', 9");
        table = await world.AppendAsync("gold.nav", QueryWorld.NavSchema, "SELECT 'A' AS fund_id, DATE '2024-01-31' AS valid_date, 1.5 AS nav");
        var index = KeyIndex.Build(await SessionTable.PlanAsync("gold", "nav", table), "fund_id", long.MaxValue)!;
        Assert.Equal(["fund_id", "valid_date", "nav"], index.Columns);
        Assert.Equal(("fund_id", 2, 3), (index.KeyColumn, index.KeyCount, index.RowCount));
        Assert.Equal([["A", new DateOnly(2024, 1, 31), 1.500000m], ["A", new DateOnly(2024, 2, 29), 2.500000m]], index.Find("A"));
        Assert.Equal([["B", null, null]], index.Find("B"));
        Assert.Empty(index.Find("a"));
        Assert.Empty(index.Find(""));
        Assert.Empty(index.Find("A'; --"));
    }

    [Fact]
    public async Task Keys_of_other_types_are_looked_up_by_their_text()
    {
        await using var world = await QueryWorld.CreateAsync();
        var table = await world.AppendAsync("gold.nav", QueryWorld.NavSchema, "SELECT 'A' AS fund_id, DATE '2024-01-31' AS valid_date, 1.5 AS nav");
        var plan = await SessionTable.PlanAsync("gold", "nav", table);
        Assert.Single(KeyIndex.Build(plan, "valid_date", long.MaxValue)!.Find("2024-01-31"));
        Assert.Single(KeyIndex.Build(plan, "nav", long.MaxValue)!.Find("1.500000"));
        Assert.Equal("There is no column 'NAV' to look up by. (Parameter 'keyColumn')",
            Assert.Throws<ArgumentException>(() => KeyIndex.Build(plan, "NAV", long.MaxValue)).Message);
    }

    [Fact]
    public async Task An_index_that_would_take_more_memory_than_it_may_is_not_made()
    {
        await using var world = await QueryWorld.CreateAsync();
        var table = await world.AppendAsync(
            "gold.nav", QueryWorld.NavSchema, "SELECT 'fund ' || i AS fund_id, DATE '2024-01-31' + (i % 7)::INTEGER AS valid_date, i AS nav FROM range(20000) t(i)");
        var plan = await SessionTable.PlanAsync("gold", "nav", table);
        var index = KeyIndex.Build(plan, "fund_id", long.MaxValue)!;
        // 20,000 keys and decimals of their own, and three references a row.
        Assert.InRange(index.SizeBytes, 20_000 * (72 + 2 * 24 + 24 + 3 * 8), 20_000 * 250);
        Assert.Null(KeyIndex.Build(plan, "fund_id", index.SizeBytes - 1));
        Assert.NotNull(KeyIndex.Build(plan, "fund_id", index.SizeBytes));
    }

    [Fact]
    public async Task Random_tables_agree_with_a_dictionary()
    {
        var rows = Gen.Choose(0, 30).Select(key => (char)('a' + key)).Zip(Gen.Choose(-5, 5)).ListOf();
        var samples = rows.Sample(12, 8);
        for (var i = 0; i < samples.Length; i++)
        {
            await using var world = await QueryWorld.CreateAsync();
            var values = samples[i].Append(('z', 0)).ToList();
            var schema = new Schema(0, [new NestedField(1, "k", new IcebergType.String(), false), new NestedField(2, "v", new IcebergType.Int(), false)]);
            var table =
                await world.AppendAsync("gold.t", schema, "SELECT * FROM (VALUES " + string.Join(", ", values.Select(v => $"('{v.Item1}', {v.Item2})")) + ") t(k, v)");
            var index = KeyIndex.Build(await SessionTable.PlanAsync("gold", "t", table), "k", long.MaxValue)!;
            foreach (var key in Enumerable.Range(0, 31).Select(k => ((char)('a' + k)).ToString()))
            {
                var expected = values.Where(v => v.Item1.ToString() == key).Select(v => v.Item2).Order();
                Assert.True(expected.SequenceEqual(index.Find(key).Select(row => (int)row[1]!)), $"key {key} of {string.Join(", ", values)}");
            }
            Assert.Equal(values.Count, index.RowCount);
            foreach (var key in new[] { "a", "z", "{" })
                Assert.Equal(index.Find(key), KeyIndex.Find(await SessionTable.PlanAsync("gold", "t", table), "k", key));
        }
    }
}
