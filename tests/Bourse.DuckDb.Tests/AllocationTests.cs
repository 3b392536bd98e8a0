namespace Bourse.DuckDb.Tests;

public sealed class AllocationTests
{
    private const int Rows = 1_000_000;

    // A box takes 24 bytes; what is left are the engine's chunks of 2,048 rows.
    private const double BytesPerRowMax = 2;

    [Fact]
    public void Typed_vectors_are_read_without_boxing_their_values()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        var sql = $"SELECT i AS a, i::INTEGER AS b, i::DOUBLE AS c, i % 2 = 0 AS d, (i % 100)::SMALLINT AS e FROM range({Rows}) r(i)";
        Assert.Equal(Expected(), Sum(connection, sql));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = Sum(connection, sql);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Expected(), sum);
        Assert.InRange(allocated, 0, Rows * BytesPerRowMax);
    }

    private static (long, long, double, int, long) Expected() => (499_999_500_000, 499_999_500_000, 499_999_500_000, 500_000, 49_500_000);

    private static (long, long, double, int, long) Sum(DuckDbConnection connection, string sql)
    {
        var (a, b, c, d, e) = (0L, 0L, 0.0, 0, 0L);
        using var result = connection.Query(sql);
        foreach (var chunk in result.Chunks())
        {
            foreach (var value in chunk.Values<long>(0))
                a += value;
            foreach (var value in chunk.Values<int>(1))
                b += value;
            foreach (var value in chunk.Values<double>(2))
                c += value;
            foreach (var value in chunk.Values<bool>(3))
                d += value ? 1 : 0;
            foreach (var value in chunk.Values<short>(4))
                e += value;
        }
        return (a, b, c, d, e);
    }
}
