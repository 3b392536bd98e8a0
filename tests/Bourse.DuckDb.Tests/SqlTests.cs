using FsCheck;
using FsCheck.Fluent;

namespace Bourse.DuckDb.Tests;

public sealed class SqlTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
    private readonly DuckDbConnection connection;

    public SqlTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    /// <summary>Random texts of characters that quoting must survive, mixed with any other, whole surrogate pairs included.</summary>
    private static Arbitrary<string> Texts => Arb.From(
        Gen.OneOf(
            Gen.Elements("'", "\"", "\\", ";", "--", "/*", "*/", "$$", "\n", "\r", "''", "%", "?", "$1", "E'", "\u202e", "\ufeff", "🐎", "\ud83d\udc0e"),
            Gen.Choose(1, 0xd7ff).Select(code => ((char)code).ToString()),
            Gen.Choose(0x10000, 0x10ffff).Select(char.ConvertFromUtf32))
        .ListOf().Select(string.Concat));

    [Fact]
    public void Any_text_round_trips_as_a_literal() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(500)),
        Prop.ForAll(Texts, text => connection.QuerySingle<string>("SELECT " + Sql.Literal(text)) == text));

    [Fact]
    public void Any_text_round_trips_as_a_name() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(500)),
        Prop.ForAll(Texts.Filter(text => text.Length > 0), name =>
        {
            using var result = connection.Query($"SELECT {Sql.Identifier(name)} FROM (SELECT 1 AS {Sql.Identifier(name)})");
            return result.Columns[0].Name == name;
        }));

    [Fact]
    public void Any_list_of_texts_round_trips() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Texts.Generator.ListOf().ToArbitrary(), texts =>
            connection.QuerySingle<object?[]>($"SELECT {Sql.StringList(texts)}::VARCHAR[]")!.SequenceEqual(texts)));

    [Fact]
    public void A_parquet_file_is_read_as_it_is_wherever_it_stands()
    {
        var root = Directory.CreateTempSubdirectory("bourse-sql-").FullName;
        using var files = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [root] });
        using var session = files.Connect();
        try
        {
            string Place(string folder) => Path.Combine(Directory.CreateDirectory(Path.Combine(root, folder)).FullName, "a.parquet");
            string[] traps = ["id=999", "*", "a[b]", "?", "[", "plain"];
            foreach (var (folder, id) in traps.Select((folder, at) => (folder, at)))
                session.Execute($"COPY (SELECT {id} AS id) TO {Sql.Literal(Place(folder))} (FORMAT parquet)");
            session.Execute($"COPY (SELECT 100 AS id) TO {Sql.Literal(Place("b"))} (FORMAT parquet)");

            foreach (var (folder, id) in traps.Select((folder, at) => (folder, at)))
                Assert.Equal((id, 1L), (session.QuerySingle<int>($"SELECT max(id) FROM {Sql.ReadParquet([Place(folder)])}"),
                    session.QuerySingle<long>($"SELECT count(*) FROM {Sql.ReadParquet([Place(folder)])}")));
            Assert.Equal(Place("a[b]"), session.QuerySingle<string>($"SELECT filename FROM {Sql.ReadParquet([Place("a[b]")], "filename = true")}"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Typed_literals_read_back_exactly()
    {
        Assert.True(connection.QuerySingle<bool>("SELECT " + Sql.Literal(true)));
        Assert.Equal(long.MinValue, connection.QuerySingle<long>("SELECT " + Sql.Literal(long.MinValue)));
        Assert.Equal(double.Epsilon, connection.QuerySingle<double>("SELECT " + Sql.Literal(double.Epsilon)));
        Assert.Equal(double.NaN, connection.QuerySingle<double>("SELECT " + Sql.Literal(double.NaN)));
        Assert.Equal(double.NegativeInfinity, connection.QuerySingle<double>("SELECT " + Sql.Literal(double.NegativeInfinity)));
        Assert.Equal(-0.0010m, connection.QuerySingle<decimal>("SELECT " + Sql.Literal(-0.0010m)));
        Assert.Equal(new DateOnly(1, 1, 1), connection.QuerySingle<DateOnly>("SELECT " + Sql.Literal(new DateOnly(1, 1, 1))));
        var instant = new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, 999, TimeSpan.FromHours(3));
        Assert.Equal(instant.UtcDateTime, connection.QuerySingle<DateTimeOffset>("SELECT " + Sql.Literal(instant)).UtcDateTime);
        Assert.Equal(instant.DateTime, connection.QuerySingle<DateTime>("SELECT " + Sql.Literal(instant.DateTime)));
        Assert.Equal(Guid.AllBitsSet, connection.QuerySingle<Guid>("SELECT " + Sql.Literal(Guid.AllBitsSet)));
        Assert.Equal([0, 39, 255], connection.QuerySingle<byte[]>("SELECT " + Sql.Literal((ReadOnlySpan<byte>)[0, 39, 255])));
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        Assert.Equal(
            "Text with a NUL character (at 1) cannot be written into SQL. (Parameter 'value')", Assert.Throws<ArgumentException>(() => Sql.Literal("a\0b")).Message);
        Assert.StartsWith("Text with a NUL", Assert.Throws<ArgumentException>(() => Sql.Identifier("\0")).Message);
        Assert.StartsWith("Text with a lone surrogate", Assert.Throws<ArgumentException>(() => Sql.Literal("\udc0e\ud83d")).Message);
        Assert.Throws<ArgumentException>(() => Sql.Identifier(""));
        Assert.Equal("\"gold\".\"a\"\"b\"", Sql.Identifier("gold", "a\"b"));
    }
}
