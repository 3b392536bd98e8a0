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
