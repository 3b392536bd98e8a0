namespace Bourse.DuckDb.Tests;

public sealed class ErrorTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions());
    private readonly DuckDbConnection connection;

    public ErrorTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Theory]
    [InlineData("SELEC 1", DuckDbErrorType.Parser)]
    [InlineData("SELECT * FROM nowhere", DuckDbErrorType.Catalog)]
    [InlineData("SELECT nothing", DuckDbErrorType.Binder)]
    [InlineData("SELECT 'x'::INTEGER", DuckDbErrorType.Conversion)]
    [InlineData("SELECT 200::TINYINT + 1", DuckDbErrorType.Conversion)]
    [InlineData("SELECT error('planted')", DuckDbErrorType.InvalidInput)]
    public void A_failure_says_its_type(string sql, DuckDbErrorType type)
    {
        Assert.Equal(type, Assert.Throws<DuckDbException>(() => connection.Query(sql)).Type);
        if (type is DuckDbErrorType.Parser or DuckDbErrorType.Catalog or DuckDbErrorType.Binder)
            Assert.Equal(type, Assert.Throws<DuckDbException>(() => connection.Prepare(sql)).Type);
    }

    [Fact]
    public void Only_one_statement_can_be_prepared()
    {
        Assert.Throws<DuckDbException>(() => connection.Prepare("SELECT 1; SELECT 2"));
        Assert.Throws<DuckDbException>(() => connection.Prepare(""));
    }

    [Fact]
    public void Text_that_would_be_cut_or_changed_is_refused()
    {
        Assert.Throws<ArgumentException>(() => connection.Query("SELECT 1 --\0 DROP"));
        Assert.ThrowsAny<ArgumentException>(() => connection.Query("SELECT '\ud800'"));
    }

    [Fact]
    public void Constraints_and_missing_tables_stop_an_appender()
    {
        Assert.Equal(DuckDbErrorType.Catalog, Assert.Throws<DuckDbException>(() => connection.OpenAppender(null, "nowhere")).Type);
        connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, j VARCHAR)");
        using var appender = connection.OpenAppender(null, "t");
        appender.Append(1);
        Assert.Throws<DuckDbException>(appender.EndRow);
        appender.Append("a");
        appender.EndRow();
        appender.Append(1);
        appender.Append("b");
        appender.EndRow();
        Assert.Equal(DuckDbErrorType.Constraint, Assert.Throws<DuckDbException>(appender.Complete).Type);
    }

    [Fact]
    public void Dates_beyond_the_CLR_are_readable_as_integers_and_say_so_as_values()
    {
        using var result = connection.Query("SELECT 'infinity'::DATE, '290000-01-01'::TIMESTAMP, '24:00:00'::TIME");
        foreach (var chunk in result.Chunks())
        {
            Assert.Equal(int.MaxValue, chunk.Values<int>(0)[0]);
            for (var column = 0; column < 3; column++)
                Assert.Contains("outside what the CLR's types hold", Assert.Throws<OverflowException>(() => chunk.GetValue(column, 0)).Message);
        }
    }

    [Fact]
    public void All_mistakes_in_options_are_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => DuckDbDatabase.Open(
            new DuckDbOptions { Threads = 0, MemoryLimitBytes = 5, TempDirectorySizeMaxBytes = -1, ReadOnly = true, AllowedDirectories = ["data"] }));
        Assert.Equal(
            "DuckDB cannot be opened. Threads is 0; give 1 or more, or null for every processor. MemoryLimitBytes is 5; give 1048576 or more. " +
            "TempDirectorySizeMaxBytes is -1; give 0 or more. ReadOnly needs a Path: an engine in memory would stay empty. " +
            "'data' is not an absolute path; AllowedDirectories and AllowedPaths take no other.",
            error.Message);
    }
}
