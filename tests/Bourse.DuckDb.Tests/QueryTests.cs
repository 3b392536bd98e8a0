namespace Bourse.DuckDb.Tests;

public sealed class QueryTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2 });
    private readonly DuckDbConnection connection;

    public QueryTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void The_library_is_the_pinned_version() => Assert.Equal("v1.5.6", DuckDbDatabase.LibraryVersion);

    [Fact]
    public void A_result_of_three_thousand_rows_comes_in_chunks_whose_spans_hold_every_value_once()
    {
        using var result = connection.Query("SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE i * 2 END AS j, 'row number ' || i AS s FROM range(3000) t(i) ORDER BY i");
        Assert.Equal(["i BIGINT", "j BIGINT", "s VARCHAR"], result.Columns.Select(column => $"{column.Name} {column.Type}"));
        var chunks = 0;
        var row = 0L;
        foreach (var chunk in result.Chunks())
        {
            chunks++;
            var numbers = chunk.Values<long>(0);
            var doubled = chunk.Values<long>(1);
            for (var i = 0; i < chunk.RowCount; i++, row++)
            {
                Assert.Equal(row, numbers[i]);
                Assert.Equal(row % 3 == 0, chunk.IsNull(1, i));
                if (row % 3 != 0)
                    Assert.Equal(row * 2, doubled[i]);
                Assert.Equal("row number " + row, chunk.GetString(2, i));
            }
        }
        Assert.Equal((2, 3000L), (chunks, row));
    }

    [Fact]
    public void Changed_rows_are_counted()
    {
        Assert.Equal(0, connection.Execute("CREATE TABLE t (i INTEGER)"));
        Assert.Equal(5, connection.Execute("INSERT INTO t SELECT * FROM range(5)"));
        Assert.Equal(2, connection.Execute("UPDATE t SET i = i + 10 WHERE i < 2"));
        Assert.Equal(1, connection.Execute("DELETE FROM t WHERE i = 4"));
        Assert.Equal(4L, connection.QuerySingle<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_column_is_not_read_as_another_type()
    {
        using var result = connection.Query("SELECT 1::INTEGER AS price");
        var chunk = result.Chunks().First();
        Assert.Throws<ObjectDisposedException>(() => chunk.IsNull(0, 0));
        using var again = connection.Query("SELECT 1::INTEGER AS price, 'x' AS name");
        foreach (var each in again.Chunks())
        {
            Assert.Equal("Column 0 ('price') is INTEGER; it cannot be read as Int64.", Assert.Throws<InvalidOperationException>(() => { each.Values<long>(0); }).Message);
            Assert.Equal("Column 0 ('price') is INTEGER; it holds no text.", Assert.Throws<InvalidOperationException>(() => each.GetString(0, 0)).Message);
            Assert.Throws<ArgumentOutOfRangeException>(() => each.GetValue(2, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => each.GetValue(0, 1));
        }
    }

    [Fact]
    public void A_single_value_needs_exactly_one_row_and_one_column()
    {
        Assert.Equal(42, connection.QuerySingle<int>("SELECT 42"));
        Assert.Null(connection.QuerySingle<string>("SELECT NULL::VARCHAR"));
        Assert.Equal(
            "One row and one column were expected; the result has several rows and 1 columns.",
            Assert.Throws<InvalidOperationException>(() => connection.QuerySingle<long>("SELECT * FROM range(2)")).Message);
        Assert.Throws<InvalidOperationException>(() => connection.QuerySingle<int>("SELECT 1, 2"));
    }
}
