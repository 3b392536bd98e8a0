using System.CommandLine;
using System.Text.RegularExpressions;
using Bourse.Cli.Help;
using Bourse.Cli.Output;

namespace Bourse.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("Unrecognized command or argument 'frobnicate'.", new[] { "frobnicate" })]
    [InlineData("Unrecognized command or argument 'pubilsh'. Did you mean 'publish'?\nRun ", new[] { "pubilsh", "my.parquet", "--product", "my-product" })]
    [InlineData("Unrecognized command or argument 'agreement'. Did you mean 'agreements'?\nRun ", new[] { "agreement", "list" })]
    [InlineData("Unrecognized command or argument 'suspnd'. Did you mean 'suspend'?\nRun ", new[] { "agreements", "suspnd", "CTR-2024-001" })]
    [InlineData("Unrecognized command or argument '--acount'. Did you mean '--account'?\nbourse: Unrecognized", new[] { "audit", "list", "--acount", "222222222222" })]
    [InlineData("Unrecognized command or argument 'frobnicate'.", new[] { "frobnicate", "--help" })]
    [InlineData("Unrecognized command or argument 'frobnicate'.", new[] { "help", "frobnicate" })]
    [InlineData("Unrecognized command or argument 'frobnicate'.", new[] { "audit", "frobnicate" })]
    [InlineData("Unrecognized command or argument '--frobnicate'.", new[] { "audit", "list", "--frobnicate" })]
    [InlineData("--format: 'xml' is not one of table, json, csv.", new[] { "products", "--format", "xml" })]
    [InlineData("--format: 'csv' is not one of table, json.", new[] { "demo", "--format", "csv" })]
    [InlineData("--client: 'spark' is not one of chdb, aws.", new[] { "demo", "--client", "spark" })]
    [InlineData("--decision: 'maybe' is not one of allow, deny.", new[] { "audit", "list", "--decision", "maybe" })]
    [InlineData("--account: '1234' must be 12 digits.", new[] { "audit", "list", "--account", "1234" })]
    [InlineData("--from: 'yesterday' must be a date such as 2026-03-31", new[] { "audit", "list", "--from", "yesterday" })]
    [InlineData("--log: a copy is verified with --checkpoint and --public-key", new[] { "audit", "verify", "--log", "copy" })]
    [InlineData("--reason: must have 10 to 512 characters.", new[] { "agreements", "suspend", "CTR-1", "--reason", "short" })]
    [InlineData("Option '--reason' is required.", new[] { "agreements", "suspend", "CTR-1" })]
    [InlineData("--rows: must be 1 or more.", new[] { "sql", "SELECT 1", "--rows", "0" })]
    [InlineData("--product: 'My Product' must be 3 to 63 lower-case letters, digits and hyphens.",
        new[] { "publish", "my.parquet", "--product", "My Product" })]
    [InlineData("'my.parquet' is no product name; to publish a file, name its product too: bourse publish my.parquet --product my-product",
        new[] { "publish", "my.parquet" })]
    [InlineData("--as-client: needs --catalog, --token-url, --storage and --credential", new[] { "doctor", "--as-client" })]
    [InlineData("--storage: 'nowhere' must be an address such as http://127.0.0.1:8080.", new[] { "doctor", "--storage", "nowhere" })]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(string said, string[] arguments)
    {
        var (exitCode, output, words) = await Cli.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith($"bourse: {said}", words, StringComparison.Ordinal);
        Assert.Contains("--help' to see what it takes.", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_word_is_all_that_is_complained_of()
    {
        var (exitCode, _, words) = await Cli.RunAsync("frobnicate");

        Assert.Equal((ExitCode.Usage, "bourse: Unrecognized command or argument 'frobnicate'.\nRun 'bourse --help' to see what it takes.\n"), (exitCode, words));
    }

    [Theory]
    [InlineData("[command] [options]", "  bourse demo\n", new string[0])]
    [InlineData("[command] [options]", "  bourse demo\n", new[] { "help" })]
    [InlineData("audit [command] [options]", "  bourse audit verify\n", new[] { "audit" })]
    [InlineData("audit list [options]", "  bourse audit list --account 222222222222 --decision deny --format csv\n", new[] { "help", "audit", "list" })]
    [InlineData("publish <PRODUCT|FILE> [options]", "  bourse publish my.parquet --product my-product\n", new[] { "publish", "--help" })]
    public async Task Help_is_what_was_asked_for_and_ends_with_examples(string usage, string example, string[] arguments)
    {
        var (exitCode, output, words) = await Cli.RunAsync(arguments);

        Assert.Equal((ExitCode.Ok, ""), (exitCode, words));
        // The first word is the program's name, here the test host's.
        Assert.Matches($"Usage:\n  [^ ]+ {Regex.Escape(usage)}\n", output);
        Assert.Contains(example, output[output.IndexOf("Examples:\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_examples_and_each_parses()
    {
        var root = CommandLine.Create(new CommandContext(new Terminal(TextWriter.Null, TextWriter.Null), TimeProvider.System));
        foreach (var command in All(root))
        {
            var examples = HelpExamples.Of(command);
            Assert.True(examples.Count > 0, $"{HelpExamples.NameOf(command)} has no example; add one to {nameof(HelpExamples)}.");
            Assert.All(examples.Where(example => !example.StartsWith("bourse help ", StringComparison.Ordinal)), example =>
            {
                var parsed = root.Parse(example["bourse ".Length..]);
                Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
            });
        }

        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
    }

    [Fact]
    public async Task A_wrong_name_of_an_agreement_is_a_wrong_command_line()
    {
        var (exitCode, _, words) = await Cli.RunAsync("agreements", "welcome", "no number");

        Assert.Equal((ExitCode.Usage, "bourse: 'no number' is no agreement number; one looks like CTR-2024-001.\n"), (exitCode, words));
    }

    [Fact]
    public async Task A_data_folder_without_an_exchange_fails_with_what_to_do()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, words) = await Cli.RunAsync("products", "--data", folder.Path);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Equal(
            $"bourse: There is no exchange in {folder.Path}: it has no bourse.json. 'bourse publish FILE --product NAME' begins one; run this where it was "
                + "begun, or give its folder with --data or BOURSE_DATA.\n", words);
    }

    [Fact]
    public async Task An_exchange_that_does_not_answer_is_one_line_and_no_secret_is_shown()
    {
        using var folder = new TemporaryFolder();
        var credential = folder.Write("credential", "222222222222.client:brc_verysecret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(credential, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var (exitCode, output, words) = await Cli.RunAsync(
            "doctor", "--as-client", "--format", "csv", "--catalog", "http://127.0.0.1:1/iceberg", "--token-url",
                "http://127.0.0.1:1/oauth/token",
            "--storage", "http://127.0.0.1:1", "--credential", credential);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, words));
        Assert.StartsWith("check,state,found,what_to_do\r\nreach the exchange,fail,", output, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var credential = folder.Write("credential", "222222222222.client:brc_verysecret\n");
        File.SetUnixFileMode(credential, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var (exitCode, _, words) = await Cli.RunAsync(
            "doctor", "--as-client", "--catalog", "http://127.0.0.1:1/iceberg", "--token-url", "http://127.0.0.1:1/oauth/token",
            "--storage", "http://127.0.0.1:1", "--credential", credential);

        Assert.Equal((ExitCode.Failed, $"bourse: Others may read {credential}; run 'chmod 600 {credential}' first.\n"), (exitCode, words));
    }
}
