using Bourse.DuckDb.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.DuckDb.Tests.Frames;

public sealed class FrameTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
    private readonly DuckDbConnection connection;
    private readonly FrameBuffer buffer = new();

    public FrameTests() => connection = database.Connect();

    public void Dispose()
    {
        buffer.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    [Theory]
    [MemberData(nameof(TypeRoundTripTests.ValuesByType), MemberType = typeof(TypeRoundTripTests))]
    public void A_value_of_every_type_crosses_by_itself_and_inside_of_others(string type, object?[] values)
    {
        connection.Execute($"CREATE TABLE t (v {type})");
        using (var appender = connection.OpenAppender(null, "t"))
        {
            foreach (var value in values)
            {
                appender.AppendValue(value);
                appender.EndRow();
            }
            appender.Complete();
        }
        // A NULL around a value hides it: what lies below a NULL is anything.
        AssertCrosses(
            """
            SELECT v, [v, NULL, v] AS l, [{'x': v, 'y': [v]}, NULL][1 + rowid % 2] AS s, [array_value(v, v), NULL][1 + rowid % 2] AS a,
                MAP {rowid: v} AS m, [{'i': {'j': v}}, NULL][1 + rowid % 2] AS n
            FROM t ORDER BY rowid
            """);
    }

    [Fact]
    public void Every_type_the_engine_shows_off_crosses() =>
        AssertCrosses("SELECT COLUMNS(c -> c NOT IN ('time', 'time_ns', 'timestamp_s', 'timestamp_ms', 'timestamp_ns', 'timestamp', 'timestamp_tz', 'date', 'time_tz', "
            + "'timestamptz_array', 'timestamp_array', 'date_array', 'variant', 'geometry')) FROM test_all_types()");

    [Fact]
    public void Rows_without_bounds_of_the_clock_cross_as_they_are_stored()
    {
        using var result = connection.Query("SELECT \"date\", timestamp, timestamp_s, timestamp_ms, timestamp_ns, timestamp_tz FROM test_all_types()");
        foreach (var chunk in result.Chunks())
        {
            Assert.True(RowsFrame.TryWrite(chunk, 0, chunk.RowCount, buffer));
            using var copy = RowsFrame.Read(buffer, result.Columns);
            // The last row is NULL, which crosses as zero.
            Assert.Equal(chunk.Values<int>(0)[..2], copy.Values<int>(0)[..2]);
            for (var column = 1; column < chunk.ColumnCount; column++)
                Assert.Equal(chunk.Values<long>(column)[..2], copy.Values<long>(column)[..2]);
        }
    }

    [Fact]
    public void Any_slice_of_any_chunk_crosses()
    {
        using var result = connection.Query(
            """
            SELECT i, CASE WHEN hash(i) % 3 > 0 THEN repeat(chr(97 + (i % 26)::INTEGER), (hash(i) % 40)::INTEGER) END AS s,
                CASE WHEN hash(i) % 5 > 0 THEN [x::VARCHAR || 'and something longer' FOR x IN range((hash(i + 1) % 7)::BIGINT)] END AS l,
                CASE WHEN i % 4 > 0 THEN {'a': CASE WHEN i % 3 > 0 THEN i END, 'b': [[i], NULL, []]} END AS n
            FROM range(3000) t(i)
            """);
        foreach (var chunk in result.Chunks())
        {
            var slices = Gen.Choose(0, chunk.RowCount - 1).SelectMany(first => Gen.Choose(1, chunk.RowCount - first).Select(count => (first, count)));
            Prop.ForAll(slices.ToArbitrary(), slice =>
            {
                Assert.True(RowsFrame.TryWrite(chunk, slice.first, slice.count, buffer));
                using var copy = RowsFrame.Read(buffer, result.Columns);
                Assert.Equal(slice.count, copy.RowCount);
                Assert.Equal(Rows(chunk, slice.first, slice.count), Rows(copy, 0, slice.count));
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_frame_that_was_changed_anywhere_is_refused_or_reads_as_other_values_of_its_types()
    {
        using var result = connection.Query(
            """
            SELECT i, i % 2 = 0 AS b, 'a text that is longer than twelve bytes ' || i AS s, CASE WHEN i % 3 > 0 THEN 'short' END AS t, [i, NULL] AS l, MAP {i: 'v'} AS m,
                {'a': i::DECIMAL(30, 3), 'b': 'x'::ENUM ('x', 'y')} AS n, i::BIT AS bits, i::BIGNUM AS big, union_value(k := i) AS u, array_value(i, i) AS a
            FROM range(40) t(i)
            """);
        using var columns = new FrameBuffer();
        ColumnsFrame.Write(result.Columns, columns);
        Assert.Equal(result.Columns.Select(each => each.ToString()), ColumnsFrame.Read(columns.Bytes).Select(each => each.ToString()));
        using var chunks = result.Chunks().GetEnumerator();
        Assert.True(chunks.MoveNext());
        var chunk = chunks.Current;
        Assert.True(RowsFrame.TryWrite(chunk, 0, chunk.RowCount, buffer));
        var (heads, rows) = (columns.Bytes.ToArray(), buffer.Bytes.ToArray());
        var random = Gen.Choose(0, int.MaxValue - 1);
        var changes = random.SelectMany(at => random.SelectMany(what => Gen.Choose(0, 3).Select(how => (at, what, how))));
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            Survives(() => ColumnsFrame.Read(Changed(heads, change)));
            Survives(() =>
            {
                var bytes = Changed(rows, change);
                bytes.CopyTo(buffer.Fill(bytes.Length));
                using var copy = RowsFrame.Read(buffer, result.Columns);
                _ = Rows(copy, 0, copy.RowCount).ToList();
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(3000)));
    }

    [Fact]
    public void A_count_that_no_frame_can_hold_is_refused_before_memory_is_taken()
    {
        Assert.Equal("A frame is at most 33554432 bytes long; one of 2147483647 was asked for.",
            Assert.Throws<DuckDbFrameException>(() => { buffer.Fill(int.MaxValue); }).Message);
        Assert.Throws<DuckDbFrameException>(() => ColumnsFrame.Read([255, 255, 255, 127]));
        var nested = Enumerable.Repeat((byte)DuckDbTypeId.List, 100_000).ToArray();
        byte[] deep = [1, 0, 0, 0, 0, 0, 0, 0, .. nested];
        Assert.Equal("The types are nested deeper than 64 or more than 100000.", Assert.Throws<DuckDbFrameException>(() => ColumnsFrame.Read(deep)).Message);
    }

    [Fact]
    public void Rows_too_long_for_a_frame_are_told_so()
    {
        using var result = connection.Query("SELECT repeat('x', 20000000) AS s FROM range(2)");
        using var chunks = result.Chunks().GetEnumerator();
        Assert.True(chunks.MoveNext());
        var chunk = chunks.Current;
        Assert.False(RowsFrame.TryWrite(chunk, 0, 2, buffer));
        Assert.True(RowsFrame.TryWrite(chunk, 1, 1, buffer));
        using var copy = RowsFrame.Read(buffer, result.Columns);
        Assert.Equal(20_000_000, copy.Bytes(0, 0).Length);
    }

    [Fact]
    public void Types_without_a_clr_form_do_not_cross()
    {
        using var result = connection.Query("SELECT 1::VARIANT AS v");
        Assert.Equal("Column 'v' is VARIANT, which has no CLR form; cast it to VARCHAR in the query.",
            Assert.Throws<NotSupportedException>(() => ColumnsFrame.Write(result.Columns, buffer)).Message);
    }

    private static byte[] Changed(byte[] bytes, (int At, int What, int How) change)
    {
        var (at, copy) = (change.At % bytes.Length, bytes.ToArray());
        switch (change.How)
        {
            case 0:
                return copy[..at];
            case 1:
                copy[at] ^= (byte)(1 << (change.What & 7));
                return copy;
            case 2:
                copy[at] = (byte)change.What;
                return copy;
            default:
                BitConverter.TryWriteBytes(copy.AsSpan(at & ~7), change.What % 3 == 0 ? ulong.MaxValue : (ulong)change.What);
                return copy;
        }
    }

    private static void Survives(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is DuckDbFrameException or DuckDbException or OverflowException)
        {
        }
    }

    private static IEnumerable<object?[]> Rows(DuckDbChunk chunk, int first, int count) =>
        Enumerable.Range(first, count).Select(row => Enumerable.Range(0, chunk.ColumnCount).Select(column => chunk.GetValue(column, row)).ToArray());

    private void AssertCrosses(string sql)
    {
        using var result = connection.Query(sql);
        using var heads = new FrameBuffer();
        ColumnsFrame.Write(result.Columns, heads);
        var columns = ColumnsFrame.Read(heads.Bytes);
        Assert.Equal(result.Columns.Select(each => each.ToString()), columns.Select(each => each.ToString()));
        foreach (var chunk in result.Chunks())
        {
            Assert.True(RowsFrame.TryWrite(chunk, 0, chunk.RowCount, buffer));
            using var copy = RowsFrame.Read(buffer, columns);
            Assert.Equal(Rows(chunk, 0, chunk.RowCount), Rows(copy, 0, copy.RowCount));
        }
        AssertFills(sql);
    }

    /// <summary>The rows of one engine as a table function of another.</summary>
    private void AssertFills(string sql)
    {
        using var expected = connection.Query(sql);
        using var rows = connection.Query(sql);
        using var other = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2 });
        using var session = other.Connect();
        var failure = session.RegisterRows("given", rows);
        using var actual = session.Query("SELECT * FROM given()");
        Assert.Null(failure());
        Assert.Equal(expected.Columns.Select(each => each.ToString()), actual.Columns.Select(each => each.ToString()));
        Assert.Equal(expected.Rows(), actual.Rows());
    }
}
