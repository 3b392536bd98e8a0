namespace Bourse.Cli.Tests.Tables;

public sealed class EraseTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_published_subject_is_erased_only_by_who_says_that_revisions_may_break_and_it_is_audited()
    {
        await PublishAsync("id,name\n1,one\n2,two\n");
        var dry = await EraseAsync("--dry-run");
        var refused = await EraseAsync("--reason", "asked by the client", "--confirm", "gold.my_product");
        var (exitCode, output, words) = await EraseAsync("--reason", "asked by the client", "--confirm", "gold.my_product", "--break-revisions");

        Assert.Equal("rows,files,snapshots,revisions,files_removed,files_decoded,holds,place\r\n1,1,1,rev-my-product-1,0,0,,\r\n", dry.Output);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.StartsWith("bourse: The subject is in the published revisions rev-my-product-1: ", refused.Words, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith("rows,files,snapshots,revisions,files_removed,files_decoded,holds,place\r\n1,1,1,rev-my-product-1,", output, StringComparison.Ordinal);
        var decoded = Directory.GetFiles(Path.Combine(Data, "lakehouse", "objects", "gold"), "*", SearchOption.AllDirectories).Length;
        Assert.EndsWith(
            $"Erased and proven: {decoded} files in the table's folder were decoded, and none holds a value of the subject.\n", words, StringComparison.Ordinal);
        Assert.Equal("id,name\r\n1,one\r\n",
            (await Cli.RunAsync("sql", "SELECT * FROM gold.my_product", "--data", Data, "--format", "csv")).Output);
        var audit = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output;
        Assert.Contains(",erase-subject,gold.my_product,asked by the client,", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("two", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_tables_name_and_a_reason_nothing_is_erased()
    {
        await PublishAsync("id,name\n1,one\n");
        var (exitCode, _, words) = await EraseAsync("--confirm", "gold.other");

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Equal(
            "bourse: --reason: must have 10 to 512 characters.\n"
            + "bourse: --confirm: type the table's name, gold.my_product; what is erased does not come back. --dry-run says what that is.\n"
            + "Run 'bourse table erase --help' to see what it takes.\n",
            words);
    }

    private Task<(int ExitCode, string Output, string Words)> PublishAsync(string csv) =>
        Cli.RunAsync("publish", _folder.Write("my.csv", csv), "--product", "my-product", "--data", Data);

    [Theory]
    [InlineData("", "has no value; give one a line.")]
    [InlineData("\r\n\n", "has no value; give one a line.")]
    public async Task A_file_without_a_value_is_refused(string content, string message)
    {
        await PublishAsync("id,name\n1,one\n");
        var (exitCode, _, words) = await Cli.RunAsync(
            "table", "erase", "gold.my_product", "--column", "name", "--values-file", _folder.Write("none.txt", content), "--dry-run", "--data", Data);

        Assert.Equal((ExitCode.Failed, $"bourse: --values-file: {message}\n"), (exitCode, words));
    }

    [Fact]
    public async Task Values_come_from_stdin_or_a_file_and_never_stand_in_the_arguments()
    {
        await PublishAsync("id,name\n1,one\n2,two\n3,3\n");
        var piped = await Cli.RunAsync(
            new StringReader("one\r\n3\n"), "table", "erase", "gold.my_product", "--column", "id", "--column", "name", "--values-file", "-", "--dry-run",
            "--data", Data, "--format", "csv");
        var missing = await Cli.RunAsync(
            "table", "erase", "gold.my_product", "--column", "name", "--values-file", _folder.File("nothing.txt"), "--dry-run", "--data", Data);
        var given = await Cli.RunAsync("table", "erase", "gold.my_product", "--column", "name", "--value", "two", "--dry-run", "--data", Data);

        Assert.Equal("rows,files,snapshots,revisions,files_removed,files_decoded,holds,place\r\n2,1,1,rev-my-product-1,0,0,,\r\n", piped.Output);
        Assert.StartsWith($"bourse: --values-file: {_folder.File("nothing.txt")} cannot be read: ", missing.Words, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failed, ExitCode.Usage), (missing.ExitCode, given.ExitCode));
    }

    private Task<(int ExitCode, string Output, string Words)> EraseAsync(params string[] more) => Cli.RunAsync(
        new StringReader("two\n"), ["table", "erase", "gold.my_product", "--column", "name", "--values-file", "-", "--data", Data, "--format", "csv", .. more]);
}
