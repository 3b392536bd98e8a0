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

        Assert.Equal("rows,files,snapshots,revisions,files_removed,holds,place\r\n1,1,1,rev-my-product-1,0,,\r\n", dry.Output);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.StartsWith("bourse: The subject is in the published revisions rev-my-product-1: ", refused.Words, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith("rows,files,snapshots,revisions,files_removed,holds,place\r\n1,1,1,rev-my-product-1,", output, StringComparison.Ordinal);
        Assert.EndsWith("Erased and proven: no file in the table's folder holds the subject's key.\n", words, StringComparison.Ordinal);
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

    private Task<(int ExitCode, string Output, string Words)> EraseAsync(params string[] more) => Cli.RunAsync(
        ["table", "erase", "gold.my_product", "--column", "name", "--value", "two", "--data", Data, "--format", "csv", .. more]);
}
