using Bourse.DuckDb;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Tabular;

/// <summary>What a reader makes of files, whatever engine reads them.</summary>
public abstract class TabularFileReaderTests : IAsyncLifetime
{
    private readonly IFileEngine _engine;

    private protected TabularFileReaderTests(IFileEngine engine) => _engine = engine;

    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-files-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _engine.DisposeAsync();
    }

    [Theory]
    [InlineData("a.csv", "id,at,share\n1,2024-05-31,0.5\n2,,\n", "id long, at date, share decimal(18, 1)")]
    [InlineData("a.tsv", "id\tname\n1\tx\n", "id long, name string")]
    [InlineData("a.json", "[{\"id\": 1, \"tags\": [\"x\"]}, {\"id\": 2}]", "id long, tags List")]
    [InlineData("a.ndjson", "{\"id\": 1}\n{\"id\": 2.5}\n", "id double")]
    public async Task Columns_and_types_come_from_every_row(string name, string text, string columns)
    {
        var file = await new TabularFileReader(_engine).InspectAsync(Write(name, text));
        Assert.Equal(
            columns, string.Join(", ", file.Schema.Fields.Select(field => $"{field.Name} {(field.Type is Iceberg.Schemas.IcebergType.List ? "List" : field.Type)}")));
    }

    [Theory]
    [InlineData("a.csv", "id\n1\n")]
    [InlineData("a.json", "[{\"id\": 1}]")]
    public async Task The_names_of_folders_are_no_columns_and_their_stars_name_no_other_file(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "id=7", "fund=zzz", "other"));
        Directory.CreateDirectory(Path.Combine(_folder, "id=7", "fund=zzz", "o*[e]?"));
        Write(Path.Combine("id=7", "fund=zzz", "other", name), text.Replace("id", "decoy", StringComparison.Ordinal));
        var file = await new TabularFileReader(new InProcessEngine()).InspectAsync(Write(Path.Combine("id=7", "fund=zzz", "o*[e]?", name), text));
        Assert.Equal(("id long", 1L), (string.Join(", ", file.Schema.Fields.Select(field => $"{field.Name} {field.Type}")), file.RowCount));
    }

    [Theory]
    [InlineData("a.csv", "id,account\n1,1e400\n", "1e400")]
    [InlineData("a.json", "[{\"id\": 1, \"account\": 0.5}, {\"id\": 2, \"account\": 123456789012345678901234567890}]", "123456789012345678901234567890")]
    public async Task A_number_that_would_become_another_is_refused(string name, string text, string number) => Assert.Equal(
        $"{name}: the column 'account' has numbers such as {number}, which double precision does not hold exactly; give a Parquet file in which the column is "
            + "decimal or text.",
        (await Assert.ThrowsAsync<PipelineException>(() => new TabularFileReader(new InProcessEngine()).InspectAsync(Write(name, text)))).Message);

    [Fact]
    public async Task Numbers_that_double_precision_tells_apart_are_read() => Assert.Equal(
        "a double",
        string.Join(
            ", ", (await new TabularFileReader(new InProcessEngine()).InspectAsync(Write("a.csv", "a\n0.1\n3.14159265358979323846\n1e300\n-9007199254740991\ninf\n")))
            .Schema.Fields.Select(field => $"{field.Name} {field.Type}")));

    [Fact]
    public async Task A_type_that_only_the_last_row_shows_is_found()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}\n"));
        var file = await new TabularFileReader(_engine).InspectAsync(Write("late.csv", "v\n" + rows + "word\n"));
        Assert.Equal(("string", 50_001L), (file.Schema.Fields[0].Type.ToString(), file.RowCount));
    }

    [Theory]
    [InlineData("a.parquet", "this is no parquet", "a.parquet cannot be read as Parquet: ")]
    [InlineData("a.parquet", "PAR1PAR1", "a.parquet cannot be read as Parquet: ")]
    [InlineData("a.csv", "a,b\n1,2\n3\n", "a.csv cannot be read as CSV: line 3 has 1 field and the heading 2, with ',' between them; ")]
    [InlineData("a.json", "[{\"a\": 1}, {\"a\": ", "a.json cannot be read as Json: ")]
    [InlineData("a.csv", "", "is empty.")]
    [InlineData("a.xlsx", "x", "a.xlsx: files ending in '.xlsx' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl.")]
    [InlineData("noending", "x", "noending: files ending in '' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl.")]
    public async Task A_file_that_is_not_what_it_says_is_refused(string name, string text, string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<PipelineException>(() => new TabularFileReader(_engine).InspectAsync(Write(name, text)))).Message);

    [Fact]
    public async Task A_missing_file_is_named() =>
        Assert.Equal("The file /no/such.parquet does not exist.",
            (await Assert.ThrowsAsync<PipelineException>(() => new TabularFileReader(_engine).InspectAsync("/no/such.parquet"))).Message);

    [Fact]
    public async Task Rows_are_those_of_the_file_in_its_order()
    {
        var reader = new TabularFileReader(_engine);
        var file = await reader.InspectAsync(Write("a.csv", "id,name\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},name {i}\n"))));
        using var rows = await reader.ReadAsync(file);
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE t AS {rows.GiveTo(connection)}");
        Assert.Equal(10_000, connection.QuerySingle<long>("SELECT count(*) FROM t WHERE id = rowid AND name = 'name ' || rowid"));
    }

    [Fact]
    public async Task A_file_that_breaks_after_it_was_looked_at_is_named_with_what_is_wrong()
    {
        var reader = new TabularFileReader(_engine);
        var file = await reader.InspectAsync(Write("a.csv", "id\n1\n"));
        Write("a.csv", "id\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i}\n")) + "\"open");
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        var broken = await Record.ExceptionAsync(async () =>
        {
            using var rows = await reader.ReadAsync(file);
            var stopped = Assert.Throws<DuckDbException>(() => connection.Execute($"CREATE TABLE t AS {rows.GiveTo(connection)}"));
            throw rows.Cause(stopped);
        });
        Assert.Contains("a.csv", broken!.Message);
        Assert.DoesNotContain("worker-", broken.Message);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
