using Bourse.Cli.Output;

namespace Bourse.Cli.Tests.Output;

public sealed class FormatTests
{
    private static readonly DataRows Rows = new(
        ["name", "count", "price", "day", "at", "flag"],
        [
            ["a \"quoted\", name", 1L, 1.5m, new DateOnly(2026, 3, 31),
                new DateTimeOffset(2026, 3, 31, 19, 30, 0, TimeSpan.FromHours(2)), true],
            [null, long.MaxValue, 2.25, null, null, false],
        ]);

    [Fact]
    public void Csv_is_RFC_4180_with_a_heading() => Assert.Equal(
        "name,count,price,day,at,flag\r\n"
        + "\"a \"\"quoted\"\", name\",1,1.5,2026-03-31,2026-03-31T17:30:00Z,true\r\n"
        + ",9223372036854775807,2.25,,,false\r\n",
        Write(OutputFormat.Csv));

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1+2", "'+1+2")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("x;=1+1;y", "x;'=1+1;y")]
    [InlineData(";@SUM(A1)", ";'@SUM(A1)")]
    [InlineData("a;b", "a;b")]
    [InlineData("\u3000=1", "'\u3000=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("=HYPERLINK(\"http://evil.example\",\"x\")", "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"")]
    [InlineData("-", "'-")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+1e-7", "+1e-7")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(-3L, "-3")]
    public void Csv_text_that_a_spreadsheet_would_run_is_made_plain_and_numbers_stay_numbers(object value, string field)
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null).Write(new DataRows(["value"], [[value]]), OutputFormat.Csv);
        Assert.Equal($"value\r\n{field}\r\n", output.ToString());
    }

    [Fact]
    public void A_heading_that_a_spreadsheet_would_run_is_made_plain_too()
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null).Write(new DataRows(["=1+1"], []), OutputFormat.Csv);
        Assert.Equal("'=1+1\r\n", output.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2500)]
    public async Task Rows_written_as_they_come_are_one_document_and_a_block_at_a_time_is_held(int count)
    {
        var (json, csv, table, held) = (new StringWriter(), new StringWriter(), new StringWriter(), 0);
        async IAsyncEnumerable<IReadOnlyList<object?>> Come(StringWriter output)
        {
            for (var number = 0; number < count; number++)
            {
                if (number == Terminal.BlockRows + 1)
                    held = output.ToString().Split("row ").Length - 1;
                yield return [$"row {number}", (long)number];
                await Task.Yield();
            }
        }
        await new Terminal(json, TextWriter.Null).WriteAsync(["name", "number"], Come(json), OutputFormat.Json, default);
        await new Terminal(csv, TextWriter.Null).WriteAsync(["name", "number"], Come(csv), OutputFormat.Csv, default);
        await new Terminal(table, TextWriter.Null).WriteAsync(["name", "number"], Come(table), OutputFormat.Table, default);

        using var document = System.Text.Json.JsonDocument.Parse(json.ToString());
        Assert.Equal(Enumerable.Range(0, count).Select(number => ($"row {number}", number)),
            document.RootElement.EnumerateArray().Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("number").GetInt32())));
        Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(number => $"row {number},{number}\r\n").Prepend("name,number\r\n")), csv.ToString());
        Assert.Equal(count, table.ToString().Split("row ").Length - 1);
        Assert.Equal(count > Terminal.BlockRows ? Terminal.BlockRows : 0, held);
    }

    [Fact]
    public void Json_is_one_list_of_objects_and_keeps_numbers_that_a_double_cannot_hold_as_text() => Assert.Equal(
        """
        [
          {
            "name": "a \"quoted\", name",
            "count": 1,
            "price": "1.5",
            "day": "2026-03-31",
            "at": "2026-03-31T17:30:00Z",
            "flag": true
          },
          {
            "name": null,
            "count": "9223372036854775807",
            "price": 2.25,
            "day": null,
            "at": null,
            "flag": false
          }
        ]

        """.ReplaceLineEndings(),
        Write(OutputFormat.Json));

    [Fact]
    public void What_a_client_named_does_nothing_to_the_screen()
    {
        var (output, words) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, words);
        terminal.Write(new DataRows(["key"], [["a\u001b[2Jb\u009bc\u202ed\re"]]), OutputFormat.Table);
        terminal.Say("no key 'a\u001b[2J'\nis there");

        Assert.Contains("a\\u{1b}[2Jb\\u{9b}c\\u{202e}d\\u{d}e", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("no key 'a\\u{1b}[2J'\nis there\n", words.ToString());
    }

    [Fact]
    public void A_table_off_a_terminal_has_no_colour_and_a_dash_for_null()
    {
        var text = Write(OutputFormat.Table);

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("—", text, StringComparison.Ordinal);
        Assert.Contains("a \"quoted\", name", text, StringComparison.Ordinal);
    }

    private static string Write(OutputFormat format)
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null).Write(Rows, format);
        return output.ToString();
    }
}
