using Bourse.Query.Parsing;
using Bourse.Query.Sessions;

namespace Bourse.Query.Tests.Parsing;

public sealed class SelectStatementTests : IDisposable
{
    private readonly TableSession _session = TableSession.Open([]);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("SELECT 1", "")]
    [InlineData("FROM gold.nav_history;", "gold.nav_history")]
    [InlineData("SELECT * FROM GOLD.Nav_History a JOIN gold.nav_history b USING (fund_id)", "gold.nav_history")]
    [InlineData("WITH recent AS (SELECT * FROM silver.b) SELECT (SELECT max(x) FROM gold.a), * FROM recent WHERE EXISTS (FROM bronze.c)", "bronze.c gold.a silver.b")]
    [InlineData("(FROM gold.a) UNION ALL (SELECT * FROM (VALUES (1)) v) INTERSECT SELECT * FROM gold.b ORDER BY (SELECT 1 FROM gold.c)", "gold.a gold.b gold.c")]
    [InlineData("WITH long AS (UNPIVOT (FROM bronze.wide) ON COLUMNS(*) INTO NAME n VALUE v) FROM long -- gold.comment\n/* gold.other */", "bronze.wide")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r, gold.x WHERE i < 3) FROM r", "gold.x")]
    [InlineData("SELECT 'gold.text' AS \"gold.name\" FROM \"gold\".\"odd name\"", "gold.odd name")]
    [InlineData("FROM read_csv('/etc/passwd')", "")]
    public void The_tables_a_statement_names_are_found(string sql, string tables) =>
        Assert.Equal(tables, string.Join(' ', SelectStatement.Parse(_session.Connection, sql).Tables));

    [Theory]
    [InlineData("SELECT 1; SELECT 2", "The text holds 2 statements; write exactly one SELECT.")]
    [InlineData("", "The text holds 0 statements; write exactly one SELECT.")]
    [InlineData("DROP TABLE gold.a", "Only a SELECT is run here; this is another statement.")]
    [InlineData("SET threads = 1", "Only a SELECT is run here; this is another statement.")]
    [InlineData("SELECT 1; DROP TABLE gold.a", "Only a SELECT is run here; this is another statement.")]
    [InlineData("COPY (SELECT 1) TO 'x.csv'", "Only a SELECT is run here; this is another statement.")]
    [InlineData("SELEC 1", "The SQL cannot be parsed: syntax error at or near \"SELEC\".")]
    [InlineData("FROM nav_history", "'nav_history' has no namespace and is not defined by WITH; write namespace.table, such as gold.nav_history.")]
    [InlineData("FROM 'file.parquet'", "'file.parquet' has no namespace and is not defined by WITH; write namespace.table, such as gold.file.parquet.")]
    [InlineData("FROM memory.gold.nav", "'memory.gold.nav' has three parts; write namespace.table, such as gold.nav_history.")]
    [InlineData("FROM gold.nav AT (VERSION => 3)", "A version of a table (AT) cannot be named here yet; leave it out to read the newest.")]
    public void What_is_not_one_SELECT_over_tables_is_refused(string sql, string message) =>
        Assert.Equal(message, Assert.Throws<SqlRefusedException>(() => SelectStatement.Parse(_session.Connection, sql)).Message);

    [Fact]
    public void A_deep_statement_is_read_or_refused_and_never_crashes()
    {
        var sql = "SELECT " + string.Concat(Enumerable.Repeat("(", 400)) + "1" + string.Concat(Enumerable.Repeat(")", 400));
        Assert.Empty(SelectStatement.Parse(_session.Connection, sql).Tables);
        Assert.Throws<SqlRefusedException>(() => SelectStatement.Parse(_session.Connection, "SELECT '" + new string('x', 1 << 20) + "'"));
        var deep = "SELECT " + string.Concat(Enumerable.Repeat("(SELECT ", 3000)) + "1" + string.Concat(Enumerable.Repeat(")", 3000));
        Assert.Throws<SqlRefusedException>(() => SelectStatement.Parse(_session.Connection, deep));
    }
}
