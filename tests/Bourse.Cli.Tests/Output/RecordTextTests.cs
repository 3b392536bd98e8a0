using Bourse.Cli.Output;

namespace Bourse.Cli.Tests.Output;

public sealed class RecordTextTests
{
    private static readonly DataRows s_rows = new(["number", "client", "note"], [["CTR-2024-001", "Hedge Fund Partners", null], ["CTR-2024-002", "Northgate", "new"]]);

    [Fact]
    public void A_table_that_would_break_an_id_is_shown_a_value_a_line()
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, width: 24).Write(s_rows, OutputFormat.Table);

        Assert.Equal("number  CTR-2024-001\nclient  Hedge Fund Partners\n\nnumber  CTR-2024-002\nclient  Northgate\nnote    new\n\n", output.ToString());
    }

    [Fact]
    public void A_table_whose_words_fit_stays_a_table_and_breaks_between_words()
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, width: 38).Write(s_rows, OutputFormat.Table);

        Assert.Contains("CTR-2024-001", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Hedge Fund Partners", output.ToString(), StringComparison.Ordinal);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 38));
    }

    [Fact]
    public void Words_are_never_broken_into_lines()
    {
        var words = new StringWriter();
        var command = "  bourse agreements resume CTR-1 --data " + new string('x', 500) + " --reason \"The invoice was paid.\"";
        new Terminal(TextWriter.Null, words, width: 80).Say(command);

        Assert.Equal(command + "\n", words.ToString());
    }

    [Fact]
    public void Nothing_is_said_in_words_to_people_and_with_a_heading_to_programs()
    {
        var (output, words) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, words);
        terminal.Write(new DataRows(["a"], []), OutputFormat.Table, "There are none: 'bourse publish FILE' makes one.");
        terminal.Write(new DataRows(["a"], []), OutputFormat.Csv, "There are none.");

        Assert.Equal(("a\r\n", "There are none: 'bourse publish FILE' makes one.\n"), (output.ToString(), words.ToString()));
    }
}
