using Bourse.Cli.Output;

namespace Bourse.Cli.Tests.Output;

public sealed class CommandNameTests
{
    [Theory]
    [InlineData("There is no product 'x'; 'bourse products' lists what there is.", "There is no product 'x'; './bourse products' lists what there is.")]
    [InlineData("name its product too: bourse publish my.parquet", "name its product too: ./bourse publish my.parquet")]
    [InlineData("  bourse audit list\nbourse --help", "  ./bourse audit list\n./bourse --help")]
    [InlineData("bourse: /srv/bourse/bourse.json of bourse is wrong", "bourse: /srv/bourse/bourse.json of bourse is wrong")]
    public void Commands_in_words_are_those_that_can_be_pasted_and_other_words_stay(string words, string expected)
    {
        Assert.Equal(expected, new CommandName("./bourse").In(words));
        Assert.Equal(words, new CommandName(null).In(words));
    }

    [Fact]
    public async Task Hints_and_examples_of_help_name_the_program_as_it_was_called()
    {
        var (output, words) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, words, "./bourse");

        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(["frobnicate"], terminal, TimeProvider.System));
        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(["audit"], terminal, TimeProvider.System));

        Assert.EndsWith("Run './bourse --help' to see what it takes.\n", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("  ./bourse audit verify\n", output.ToString(), StringComparison.Ordinal);
    }
}
