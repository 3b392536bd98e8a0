using System.Text.Json;

namespace Bourse.Cli.Tests.Tables;

public sealed class MaintainTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_task_reports_what_it_did_and_the_published_rows_stay()
    {
        await Cli.RunAsync("publish", _folder.Write("my.csv", "id,name\n1,one\n"), "--product", "my-product", "--data", Data);
        await Cli.RunAsync("publish", _folder.Write("my.csv", "id,name\n2,two\n"), "--product", "my-product", "--data", Data);

        var dry = await Cli.RunAsync("table", "maintain", "gold.my_product", "--dry-run", "--data", Data, "--format", "csv");
        var (exitCode, output, words) = await Cli.RunAsync("table", "maintain", "gold.my_product", "--report", "--data", Data, "--format", "json");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.EndsWith("Nothing was changed: this was a dry run, of each task on the table as it is.\n", dry.Words, StringComparison.Ordinal);
        Assert.Equal(
            ["task,commits,files_removed,bytes_removed,files_added,bytes_added,note", "compact-data,0,0,0,0,0,", "compact-deletes,0,0,0,0,0,"],
            dry.Output.Split("\r\n").Take(3));
        using var document = JsonDocument.Parse(output);
        Assert.Equal(
            ["compact-data", "compact-deletes", "rewrite-manifests", "expire-snapshots", "remove-orphans"],
            document.RootElement.EnumerateArray().Select(report => report.GetProperty("task").GetString()));
        var commits = words.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(document.RootElement.EnumerateArray().Sum(report => report.GetProperty("commits").GetInt32()), commits.Count);
        Assert.All(commits, commit => Assert.Equal(
            ("commit-report", "gold.my_product", 1), (
                commit.GetProperty("report-type").GetString(), commit.GetProperty("table-name").GetString(),
                commit.GetProperty("metrics").GetProperty("attempts").GetProperty("value").GetInt32())));
        Assert.Equal("id,name\r\n2,two\r\n",
            (await Cli.RunAsync("sql", "SELECT * FROM gold.my_product", "--data", Data, "--format", "csv")).Output);
        Assert.Contains("Nothing is new since revision 2",
            (await Cli.RunAsync("publish", "my-product", "--data", Data)).Words, StringComparison.Ordinal);
        Assert.Single((await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output.Split("\r\n"),
            line => line.Contains(",maintain-table,gold.my_product,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_named_and_what_names_none_is_a_mistake_of_usage()
    {
        await Cli.RunAsync("publish", _folder.Write("my.csv", "id\n1\n"), "--product", "my-product", "--data", Data);

        var missing = await Cli.RunAsync("table", "maintain", "gold.nothing", "--data", Data);
        var malformed = await Cli.RunAsync("table", "maintain", "nothing", "--data", Data);

        Assert.Equal(
            (ExitCode.Failed, "bourse: There is no table gold.nothing; 'bourse sql' queries those there are, such as gold.nav_history.\n"),
            (missing.ExitCode, missing.Words));
        Assert.Equal(
            (ExitCode.Usage, "bourse: TABLE: 'nothing' names no table. A table is written namespace.name, such as gold.nav_history.\n"
                + "Run 'bourse table maintain --help' to see what it takes.\n"),
            (malformed.ExitCode, malformed.Words));
    }
}
