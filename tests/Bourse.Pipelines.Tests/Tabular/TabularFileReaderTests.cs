using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Tabular;

public sealed class TabularFileReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.csv", "id,at,share\n1,2024-05-31,0.5\n2,,\n", "id long, at date, share double")]
    [InlineData("a.tsv", "id\tname\n1\tx\n", "id long, name string")]
    [InlineData("a.json", "[{\"id\": 1, \"tags\": [\"x\"]}, {\"id\": 2}]", "id long, tags List")]
    [InlineData("a.ndjson", "{\"id\": 1}\n{\"id\": 2.5}\n", "id double")]
    public async Task Columns_and_types_come_from_every_row(string name, string text, string columns)
    {
        var file = await new TabularFileReader(new InProcessEngine()).InspectAsync(Write(name, text));
        Assert.Equal(columns, string.Join(", ", file.Schema.Fields.Select(field => $"{field.Name} {(field.Type is Iceberg.Schemas.IcebergType.List ? "List" : field.Type)}")));
    }

    [Fact]
    public async Task A_type_that_only_the_last_row_shows_is_found()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}\n"));
        var file = await new TabularFileReader(new InProcessEngine()).InspectAsync(Write("late.csv", "v\n" + rows + "word\n"));
        Assert.Equal(("string", 50_001L), (file.Schema.Fields[0].Type.ToString(), file.RowCount));
    }

    [Theory]
    [InlineData("a.parquet", "this is no parquet", "a.parquet cannot be read as Parquet: ")]
    [InlineData("a.parquet", "PAR1PAR1", "a.parquet cannot be read as Parquet: ")]
    [InlineData("a.csv", "a,b\n1,2\n3\n", "a.csv cannot be read as Csv: ")]
    [InlineData("a.json", "[{\"a\": 1}, {\"a\": ", "a.json cannot be read as Json: ")]
    [InlineData("a.csv", "", "is empty.")]
    [InlineData("a.xlsx", "x", "a.xlsx: files ending in '.xlsx' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl.")]
    [InlineData("noending", "x", "noending: files ending in '' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl.")]
    public async Task A_file_that_is_not_what_it_says_is_refused(string name, string text, string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<PipelineException>(() => new TabularFileReader(new InProcessEngine()).InspectAsync(Write(name, text)))).Message);

    [Fact]
    public async Task A_missing_file_is_named() =>
        Assert.Equal("The file /no/such.parquet does not exist.", (await Assert.ThrowsAsync<PipelineException>(() => new TabularFileReader(new InProcessEngine()).InspectAsync("/no/such.parquet"))).Message);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
