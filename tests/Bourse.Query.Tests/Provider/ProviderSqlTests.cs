using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Query.Parsing;
using Bourse.Query.Provider;

namespace Bourse.Query.Tests.Provider;

public sealed class ProviderSqlTests
{
    private const string TwoFunds =
        "SELECT * FROM (VALUES ('A', DATE '2024-01-31', 1.5), ('B', DATE '2024-01-31', 2.5), ('A', DATE '2024-02-29', 3.5)) v(fund_id, valid_date, nav)";

    [Fact]
    public async Task A_SELECT_joins_tables_of_the_catalogue()
    {
        await using var world = await QueryWorld.CreateAsync();
        await world.AppendAsync("gold.nav", QueryWorld.NavSchema, TwoFunds);
        await world.AppendAsync("silver.nav", QueryWorld.NavSchema, TwoFunds);
        var sql = new ProviderSql(world.Catalog, world.Store);
        var result = await sql.RunAsync("SELECT fund_id, sum(g.nav) AS total FROM gold.nav g JOIN silver.nav s USING (fund_id, valid_date) GROUP BY ALL ORDER BY 1");
        Assert.Equal(["fund_id", "total"], result.Columns.Select(column => column.Name));
        Assert.Equal([["A", 5.000000m], ["B", 2.500000m]], result.Rows);
        Assert.False(result.Truncated);
        Assert.True((await sql.RunAsync("FROM gold.nav", rowsMax: 2)).Truncated);
        Assert.False((await sql.RunAsync("FROM gold.nav", rowsMax: 3)).Truncated);
    }

    [Fact]
    public async Task A_table_without_rows_has_its_columns()
    {
        await using var world = await QueryWorld.CreateAsync();
        await world.AppendAsync("gold.nav", QueryWorld.NavSchema, "SELECT * FROM (" + TwoFunds + ") WHERE false");
        var result = await new ProviderSql(world.Catalog, world.Store).RunAsync("FROM gold.nav");
        Assert.Empty(result.Rows);
        Assert.Equal(["fund_id VARCHAR", "valid_date DATE", "nav DECIMAL(18,6)"], result.Columns.Select(column => $"{column.Name} {column.Type}"));
    }

    [Fact]
    public async Task Unknown_tables_are_refused_by_name()
    {
        await using var world = await QueryWorld.CreateAsync();
        var sql = new ProviderSql(world.Catalog, world.Store);
        const string offer = "SHOW TABLES lists the tables, and DESCRIBE namespace.table the columns of one.";
        foreach (var (statement, refusal) in new[]
        {
            ("FROM gold.nothing", "There is no table gold.nothing in the lakehouse."),
            ("FROM private.x", "There is no table private.x: A table's namespace is one of bronze, silver, gold."),
            ("DROP TABLE gold.a", "Only a SELECT is run here; this is another statement."),
        })
            Assert.Equal($"{refusal} {offer}", (await Assert.ThrowsAsync<SqlRefusedException>(() => sql.RunAsync(statement))).Message);
    }

    [Theory]
    [InlineData("SHOW TABLES", "gold nav 3|silver prices 3")]
    [InlineData("show tables;", "gold nav 3|silver prices 3")]
    [InlineData("SHOW TABLES FROM silver", "prices")]
    [InlineData("SELECT name FROM (SHOW ALL TABLES) ORDER BY name", "nav|prices")]
    [InlineData("DESCRIBE gold.nav", "fund_id VARCHAR YES|valid_date DATE YES|nav DECIMAL(18,6) YES")]
    [InlineData("SELECT column_name, min, count FROM (SUMMARIZE gold.nav) WHERE column_name = 'fund_id'", "fund_id A 3")]
    [InlineData("SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL", "gold nav|silver prices")]
    [InlineData("SELECT table_name, (SELECT count(*) FROM gold.nav) FROM information_schema.tables WHERE table_schema = 'silver'", "prices 3")]
    public async Task What_there_is_can_be_asked_for(string statement, string expected)
    {
        await using var world = await QueryWorld.CreateAsync();
        await world.AppendAsync("gold.nav", QueryWorld.NavSchema, TwoFunds);
        await world.AppendAsync("silver.prices", QueryWorld.NavSchema, TwoFunds);

        var result = await new ProviderSql(world.Catalog, world.Store).RunAsync(statement);

        Assert.Equal(expected, string.Join('|', result.Rows.Select(row => string.Join(' ', row.OfType<object>()))));
    }

    [Theory]
    [InlineData("SELECT count(*) FROM (SHOW TABLES)")]
    [InlineData("SELECT * FROM (SHOW TABLES) WHERE name = 'nav'")]
    [InlineData("SELECT * FROM (SHOW TABLES) ORDER BY 1")]
    [InlineData("SELECT * FROM (SHOW TABLES) LIMIT 1")]
    [InlineData("SELECT DISTINCT * FROM (SHOW TABLES)")]
    [InlineData("SELECT t.* EXCLUDE (name) FROM (SHOW TABLES) t")]
    [InlineData("FROM (SHOW TABLES) UNION ALL (FROM (SHOW TABLES))")]
    public async Task SHOW_TABLES_within_a_SELECT_is_refused_with_what_to_write_instead(string statement)
    {
        await using var world = await QueryWorld.CreateAsync();
        var refused = await Assert.ThrowsAsync<SqlRefusedException>(() => new ProviderSql(world.Catalog, world.Store).RunAsync(statement));
        Assert.Equal("SHOW TABLES is a statement of its own; what is to be counted, filtered or joined is in information_schema.tables.", refused.Message);
    }

    [Fact]
    public async Task A_list_names_a_table_that_cannot_be_opened_and_opens_no_manifest_of_the_others()
    {
        await using var world = await QueryWorld.CreateAsync();
        var sound = await world.AppendAsync("gold.nav", QueryWorld.NavSchema, TwoFunds);
        var damaged = await world.AppendAsync("silver.prices", QueryWorld.NavSchema, TwoFunds);
        await world.DeleteAsync(sound.Metadata.CurrentSnapshot!.ManifestList!);
        await world.DeleteAsync(damaged.MetadataLocation);
        var sql = new ProviderSql(world.Catalog, world.Store);

        Assert.Equal([["gold", "nav", 3L], ["silver", "prices", null]], (await sql.RunAsync("SHOW TABLES")).Rows);
        var unreadable = (await sql.RunAsync("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'silver'")).Rows;
        Assert.Equal([["prices", "unreadable"]], unreadable);
        var problem = Assert.IsType<string>((await sql.RunAsync("SELECT TABLE_COMMENT FROM information_schema.tables WHERE table_name = 'prices'")).Rows[0][0]);
        Assert.Equal((await Assert.ThrowsAsync<CatalogException>(() => sql.RunAsync("FROM silver.prices"))).Message, problem);
    }

    [Fact]
    public async Task A_table_that_is_only_listed_gives_no_rows_but_an_error()
    {
        await using var world = await QueryWorld.CreateAsync();
        await world.AppendAsync("gold.nav", QueryWorld.NavSchema, TwoFunds);
        var failed = await Assert.ThrowsAsync<DuckDbException>(() => new ProviderSql(world.Catalog, world.Store).RunAsync(
            "SELECT count(*) FROM information_schema.tables, query_table('gold.nav')"));
        Assert.EndsWith("gold.nav is only listed here; name it in the statement, as gold.nav, to read it.", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT content FROM read_blob('/proc/self/environ')")]
    [InlineData("SELECT * FROM read_parquet('/tmp/*.parquet')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    public async Task A_statement_reaches_no_file_but_its_tables(string statement)
    {
        await using var world = await QueryWorld.CreateAsync();
        var error = await Assert.ThrowsAsync<DuckDbException>(() => new ProviderSql(world.Catalog, world.Store).RunAsync(statement));
        Assert.Equal(DuckDbErrorType.Permission, error.Type);
    }

    [Fact]
    public async Task A_cancelled_query_stops()
    {
        await using var world = await QueryWorld.CreateAsync();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<OperationCanceledException>(() => new ProviderSql(world.Catalog, world.Store).RunAsync(
            "SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) % 7 = 8", cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task Samples_and_found_values_are_of_the_snapshot_asked_for()
    {
        await using var world = await QueryWorld.CreateAsync();
        var first = await world.AppendAsync("gold.nav", QueryWorld.NavSchema, TwoFunds);
        var second = await world.AppendAsync("gold.nav", QueryWorld.NavSchema, "SELECT 'C' AS fund_id, NULL::DATE AS valid_date, 9 AS nav");
        var old = first.Metadata.CurrentSnapshot!;
        var current = second.Metadata.CurrentSnapshot!;
        Assert.Equal(["A", "B"], await PinnedRows.FindValuesAsync(second, old, "fund_id", ["C", "B", "A", "it's"]));
        Assert.Equal(["B", "C"], await PinnedRows.FindValuesAsync(second, current, "fund_id", ["C", "B"]));
        Assert.Empty(await PinnedRows.FindValuesAsync(second, current, "fund_id", []));
        Assert.Equal(["2024-01-31"], await PinnedRows.FindValuesAsync(second, current, "valid_date", ["2024-01-31", "2024-01-30"]));
        var sample = await PinnedRows.SampleAsync(second, old, 2);
        Assert.Equal((2, true, 3), (sample.Rows.Count, sample.Truncated, sample.Columns.Count));
        await Assert.ThrowsAsync<ArgumentException>(() => PinnedRows.FindValuesAsync(second, old, "FUND_ID", ["A"]));
    }
}
