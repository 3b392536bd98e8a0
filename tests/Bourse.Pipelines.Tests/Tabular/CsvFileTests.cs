using System.Globalization;
using System.Text;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Tabular;

/// <summary>CSV as banks, spreadsheets and databases write it.</summary>
public sealed class CsvFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("d;x\n2024-01-01;1\n", "d date, x long")]
    [InlineData("d\tx\n2024-01-01\t1\n", "d date, x long")]
    [InlineData("d|x\n2024-01-01|1\n", "d date, x long")]
    [InlineData("\"a,b\";x\n1;2\n", "a,b long, x long")]
    [InlineData("a (x, y);b\nu;1\n", "a (x, y) string, b long")]
    [InlineData("\ufeffd;x\n2024-01-01;1\n", "d date, x long")]
    [InlineData("alone\n1\n", "alone long")]
    public async Task What_stands_between_fields_is_what_the_heading_shows(string text, string columns) =>
        Assert.Equal(columns, Columns(await InspectAsync(text)));

    [Theory]
    [InlineData("1.50", "0.10", "decimal(18, 2)")]
    [InlineData("100", "1.5", "decimal(18, 6)")]
    [InlineData("12345678901234567.89", "0.50", "decimal(38, 2)")]
    [InlineData("12345678901234567890", "1", "decimal(38, 0)")]
    [InlineData("0.3333333333333333", "1", "double")]
    [InlineData("1e3", "0.5", "double")]
    [InlineData("1", "-2", "long")]
    [InlineData("007", "012", "string")]
    public async Task Numbers_are_exact_with_the_digits_that_are_found(string first, string second, string type) =>
        Assert.Equal($"x {type}", Columns(await InspectAsync($"x\n{first}\n{second}\n")));

    [Fact]
    public async Task Any_amounts_are_read_as_they_are_written()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var scale = (byte)random.Next(1, 13);
            var amounts = Enumerable.Range(0, random.Next(1, 200))
                .Select(_ => new decimal(random.Next(), random.Next(), random.Next(3) == 0 ? random.Next(1000) : 0, random.Next(2) == 0, scale)).ToList();
            var (mark, separator) = random.Next(2) == 0 ? ('.', ',') : (',', ';');
            var text = $"i{separator}x\n" + string.Concat(amounts.Select((amount, i) =>
                $"{i}{separator}{amount.ToString(CultureInfo.InvariantCulture).Replace('.', mark)}\n"));
            var read = await RowsAsync(text, new CsvHints { DecimalMark = mark }, "SELECT x::VARCHAR FROM t ORDER BY i");
            Assert.True(amounts.Select(amount => amount.ToString(CultureInfo.InvariantCulture)).SequenceEqual(read), $"seed {seed}, round {round}:\n{text}");
        }
    }

    [Fact]
    public async Task Commas_in_numbers_are_not_guessed_at()
    {
        const string text = "d;x\n02.01.2024;1,25\n03.01.2024;1.234,50\n";
        Assert.Equal(
            "my.csv: the numbers of column 'x' have commas: say --decimal comma when these begin fractions, or --decimal point to keep the column as text.",
            (await Assert.ThrowsAsync<PipelineException>(() => InspectAsync(text))).Message);
        Assert.Equal(["1.25", "1234.50"], await RowsAsync(text, new CsvHints { DecimalMark = ',' }, "SELECT x::VARCHAR FROM t ORDER BY d"));
        Assert.Equal("d date, x string", Columns(await InspectAsync(text, new CsvHints { DecimalMark = '.' })));
        // Between commas, a comma inside of quotes is thousands in one country and a fraction in another: the column stays text.
        Assert.Equal("d long, x string", Columns(await InspectAsync("d,x\n1,\"1,250\"\n")));
    }

    [Theory]
    [InlineData("a;b\n1;2\n3\n", "line 3 has 1 field and the heading 2, with ';' between them; correct the line, or say with --delimiter what stands between fields.")]
    [InlineData(
        "a,b\n1,2\n1,2,3\n", "line 3 has 3 fields and the heading 2, with ',' between them; correct the line, or say with --delimiter what stands between fields.")]
    [InlineData("a,b\n1,2\n3,M\u00fcller\n", "line 3 is not UTF-8; say with --encoding what the file is: windows-1252, latin-1 or utf-16.")]
    [InlineData("a,b\n1,2\n3,\"open\n", "line 3 leaves a quote open; quotes inside a quoted field are doubled.")]
    public async Task A_broken_line_is_named_with_cause_and_remedy(string text, string reason)
    {
        // One byte a character: what is no ASCII is no UTF-8.
        var file = Path.Combine(_folder, "my.csv");
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(text));
        Assert.Equal($"my.csv cannot be read as CSV: {reason}", (await Assert.ThrowsAsync<PipelineException>(() => Reader.InspectAsync(file))).Message);
    }

    [Fact]
    public async Task A_heading_that_two_delimiters_would_split_is_asked_about()
    {
        Assert.Equal("my.csv: ',' or ';' may stand between its fields; say which with --delimiter.",
            (await Assert.ThrowsAsync<PipelineException>(() => InspectAsync("a;b,c\n"))).Message);
        Assert.Equal("a long, b,c long", Columns(await InspectAsync("a;b,c\n1;2\n", new CsvHints { Delimiter = ';' })));
    }

    [Fact]
    public async Task Columns_become_what_the_table_has_where_every_value_fits()
    {
        var wanted = Table(
            ("id", new IcebergType.Long()), ("isin", new IcebergType.String()), ("price", new IcebergType.Decimal(18, 2)), ("ratio", new IcebergType.Double()),
            ("at", new IcebergType.Timestamp()), ("note", new IcebergType.String()), ("flag", new IcebergType.Boolean()));
        var file = await InspectAsync("id,isin,price,ratio,at,note,flag\n1,42,7,3,2024-05-31,,\n", wanted: wanted);
        Assert.Equal("id long, isin string, price decimal(18, 2), ratio double, at timestamp, note string, flag boolean", Columns(file));

        Assert.Equal("price decimal(18, 3), id string", Columns(await InspectAsync("price,id\n1.125,x\n", wanted: wanted)));
    }

    [Fact]
    public async Task A_heading_alone_has_the_tables_types_and_no_rows()
    {
        var file = await InspectAsync("id,price\n", wanted: Table(("id", new IcebergType.Long()), ("price", new IcebergType.Decimal(18, 2))));
        Assert.Equal(("id long, price decimal(18, 2)", 0L), (Columns(file), file.RowCount));
    }

    [Theory]
    [InlineData("windows-1252", new byte[] { (byte)'n', (byte)'\n', 0x80, 0xFC, (byte)'\n' }, "\u20ac\u00fc")]
    [InlineData("latin-1", new byte[] { (byte)'n', (byte)'\n', 0xFC, (byte)'\n' }, "\u00fc")]
    [InlineData("utf-16", new byte[] { (byte)'n', 0, (byte)'\n', 0, 0xFC, 0, (byte)'\n', 0 }, "\u00fc")]
    [InlineData(null, new byte[] { 0xFE, 0xFF, 0, (byte)'n', 0, (byte)'\n', 0, 0xFC, 0, (byte)'\n' }, "\u00fc")]
    [InlineData(null, new byte[] { (byte)'n', (byte)'\n', 0xC3, 0xBC, (byte)'\n' }, "\u00fc")]
    public async Task A_file_in_another_encoding_is_read_from_a_copy_that_does_not_stay(string? encoding, byte[] bytes, string value)
    {
        var file = Path.Combine(_folder, "my.csv");
        await File.WriteAllBytesAsync(file, bytes);
        string path;
        using (var copy = await Utf8Copy.OfAsync(file, encoding))
        {
            path = copy.Path;
            Assert.Equal($"n\n{value}\n", await File.ReadAllTextAsync(path));
            Assert.Equal("my.csv", Path.GetFileName(path));
        }
        Assert.Equal(path == file, File.Exists(path));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_file_that_is_not_in_the_encoding_that_was_said_is_refused()
    {
        var file = Path.Combine(_folder, "my.csv");
        await File.WriteAllBytesAsync(file, [(byte)'n', 0, (byte)'\n', 0, 0, 0xD8, (byte)'x', 0]);
        Assert.Equal("my.csv is not utf-16, somewhere after line 1; say with --encoding what it is: utf-8, windows-1252, latin-1, utf-16.",
            (await Assert.ThrowsAsync<PipelineException>(() => Utf8Copy.OfAsync(file, "utf-16"))).Message);
    }

    private static TabularFileReader Reader => new(new InProcessEngine());

    private static string Columns(TabularFile file) => string.Join(", ", file.Schema.Fields.Select(field => $"{field.Name} {field.Type}"));

    private static Schema Table(params IReadOnlyList<(string Name, IcebergType Type)> columns) =>
        new(0, columns.Select((column, i) => new NestedField(i + 1, column.Name, column.Type, Required: false)).ToValueList());

    private async Task<TabularFile> InspectAsync(string text, CsvHints? hints = null, Schema? wanted = null)
    {
        var file = Path.Combine(_folder, "my.csv");
        await File.WriteAllTextAsync(file, text);
        return await Reader.InspectAsync(file, hints, wanted);
    }

    private async Task<IReadOnlyList<string?>> RowsAsync(string text, CsvHints hints, string select)
    {
        using var rows = await Reader.ReadAsync(await InspectAsync(text, hints));
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE t AS {rows.GiveTo(connection)}");
        using var result = connection.Query(select);
        return [.. result.Rows().Select(row => (string?)row[0])];
    }
}
