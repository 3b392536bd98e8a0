namespace Bourse.DuckDb.Tests;

public sealed class TypedBindTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
    private readonly DuckDbConnection connection;

    public TypedBindTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    public static TheoryData<string, Action<DuckDbStatement>, Action<DuckDbAppender>> Overloads => new()
    {
        { "BOOLEAN true", s => s.Bind(1, true), a => a.Append(true) },
        { "TINYINT -5", s => s.Bind(1, (sbyte)-5), a => a.Append((sbyte)-5) },
        { "SMALLINT -5", s => s.Bind(1, (short)-5), a => a.Append((short)-5) },
        { "INTEGER -5", s => s.Bind(1, -5), a => a.Append(-5) },
        { "BIGINT -5", s => s.Bind(1, -5L), a => a.Append(-5L) },
        { "UTINYINT 5", s => s.Bind(1, (byte)5), a => a.Append((byte)5) },
        { "USMALLINT 5", s => s.Bind(1, (ushort)5), a => a.Append((ushort)5) },
        { "UINTEGER 5", s => s.Bind(1, 5u), a => a.Append(5u) },
        { "UBIGINT 5", s => s.Bind(1, 5ul), a => a.Append(5ul) },
        { "HUGEINT -5", s => s.Bind(1, (Int128)(-5)), a => a.Append((Int128)(-5)) },
        { "UHUGEINT 5", s => s.Bind(1, (UInt128)5), a => a.Append((UInt128)5) },
        { "FLOAT 1.5", s => s.Bind(1, 1.5f), a => a.Append(1.5f) },
        { "DOUBLE 1.5", s => s.Bind(1, 1.5), a => a.Append(1.5) },
        { "DECIMAL(3,2) -1.50", s => s.Bind(1, -1.50m), a => a.Append(-1.50m) },
        { "DECIMAL(30,2) 1234567890123456789012345678.90", s => s.Bind(1, Wide), a => a.Append(Wide) },
        { "VARCHAR text", s => s.Bind(1, "text"), a => a.Append("text") },
        { "VARCHAR ", s => s.Bind(1, ""), a => a.Append("") },
        { "BLOB \\x00\\xFF", s => s.Bind(1, new byte[] { 0, 255 }), a => a.Append(new byte[] { 0, 255 }) },
        { "BLOB ", s => s.Bind(1, ReadOnlySpan<byte>.Empty), a => a.Append(ReadOnlySpan<byte>.Empty) },
        { "DATE 1969-12-31", s => s.Bind(1, new DateOnly(1969, 12, 31)), a => a.Append(new DateOnly(1969, 12, 31)) },
        { "TIME 01:02:03.000004", s => s.Bind(1, new TimeOnly(1, 2, 3, 0, 4)), a => a.Append(new TimeOnly(1, 2, 3, 0, 4)) },
        { "TIMESTAMP 1969-12-31 23:59:59.999999", s => s.Bind(1, DateTime.UnixEpoch.AddTicks(-1)), a => a.Append(DateTime.UnixEpoch.AddTicks(-1)) },
        { "TIMESTAMP WITH TIME ZONE 2024-01-01 10:00:00+00", s => s.Bind(1, Noon), a => a.Append(Noon) },
        { "TIMESTAMP_NS 1970-01-01 00:00:00.000000001", s => s.Bind(1, new DuckDbTimestampNs(1)), a => a.AppendValue(new DuckDbTimestampNs(1)) },
        { "TIME WITH TIME ZONE 12:00:00+02", s => s.Bind(1, TwoEast), a => a.AppendValue(TwoEast) },
        { "INTERVAL 1 month 2 days 00:00:00.000003", s => s.Bind(1, new DuckDbInterval(1, 2, 3)), a => a.Append(new DuckDbInterval(1, 2, 3)) },
        { "UUID 00112233-4455-6677-8899-aabbccddeeff", s => s.Bind(1, Id), a => a.Append(Id) },
    };

    private static DuckDbDecimal Wide => new(Int128.Parse("123456789012345678901234567890"), 2);

    private static DateTimeOffset Noon => new(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));

    private static DuckDbTimeTz TwoEast => new(new TimeOnly(12, 0), TimeSpan.FromHours(2));

    private static Guid Id => Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Theory]
    [MemberData(nameof(Overloads))]
    public void Each_overload_binds_and_appends_the_type_it_says(string expected, Action<DuckDbStatement> bind, Action<DuckDbAppender> append)
    {
        using var statement = connection.Prepare("SELECT typeof(x) || ' ' || x::VARCHAR FROM (SELECT $1 AS x)");
        bind(statement);
        Assert.Equal(expected, statement.Execute().Single<string>());

        var type = expected[..TypeLength(expected)];
        connection.Execute($"CREATE TABLE t (v {type})");
        using var appender = connection.OpenAppender("main", "t");
        append(appender);
        appender.EndRow();
        appender.AppendNull();
        appender.EndRow();
        appender.Complete();
        using var rows = connection.Query("SELECT typeof(v) || ' ' || v::VARCHAR FROM t ORDER BY rowid");
        Assert.Equal([expected, null], rows.Rows().Select(row => (string?)row[0]));
    }

    [Fact]
    public void A_list_of_texts_can_be_bound_where_the_statement_does_not_say_its_type()
    {
        using var statement = connection.Prepare("SELECT i FROM (VALUES ('a'), ('b'), ('c')) t(i) WHERE list_contains($1::VARCHAR[], i) ORDER BY i");
        statement.BindValue(1, new object?[] { "c", "a" });
        Assert.Equal(["a", "c"], statement.Execute().Rows().Select(row => (string)row[0]!));
        using var open = connection.Prepare("SELECT typeof($1)");
        open.BindValue(1, new List<string> { "x" });
        Assert.Equal("VARCHAR[]", open.Execute().Single<string>());
    }

    [Fact]
    public void Bound_values_stay_until_bound_again_or_cleared()
    {
        using var statement = connection.Prepare("SELECT $1 + $2");
        Assert.Equal(2, statement.ParameterCount);
        statement.Bind(1, 1);
        statement.Bind(2, 2);
        Assert.Equal(3, statement.Execute().Single<int>());
        statement.Bind(2, 5);
        Assert.Equal(6, statement.Execute().Single<int>());
        statement.ClearBindings();
        Assert.Equal(DuckDbErrorType.InvalidInput, Assert.Throws<DuckDbException>(() => statement.Execute()).Type);
    }

    [Fact]
    public void What_cannot_be_bound_is_refused_by_name()
    {
        using var statement = connection.Prepare("SELECT $1::VARCHAR");
        Assert.Contains("The statement has 1 parameters", Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(2, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(0, 1));
        Assert.StartsWith("A local time depends on the machine",
            Assert.Throws<ArgumentException>(() => statement.Bind(1, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Local))).Message);
        Assert.Throws<System.Text.EncoderFallbackException>(() => statement.Bind(1, "\ud800"));
        Assert.Contains("Uri cannot become", Assert.Throws<NotSupportedException>(() => statement.BindValue(1, new Uri("http://x"))).Message);
    }

    private static int TypeLength(string expected) => new[] { "TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE" }
        .Where(expected.StartsWith).Select(type => type.Length).DefaultIfEmpty(expected.IndexOf(' ')).First();
}
