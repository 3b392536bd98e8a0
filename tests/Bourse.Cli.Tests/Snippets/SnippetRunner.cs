using System.Text.Json;
using Bourse.Cli.Clients;
using Bourse.Cli.Demo.Processes;
using Bourse.Cli.Tests.Crashes;
using Bourse.DuckDb;

namespace Bourse.Cli.Tests.Snippets;

/// <summary>Runs printed snippets as a client would paste them, or checks what can be checked of those whose tool cannot be had here.</summary>
internal sealed class SnippetRunner(ClientCredential credential, string folder)
{
    // Each with why it is not run: its queries are the contract's own in every tool, only the setup and the names differ.
    private static readonly IReadOnlyDictionary<string, string> NotRun = new Dictionary<string, string>
    {
        ["DuckDB"] = "its iceberg extension is no package of a registry but a download of its own; its parser reads every statement",
        ["pandas"] = "PyIceberg is in none of the registries that tests install from; Python's parser reads the program",
        ["Spark"] = "a download of its own; the shell reads the command, its properties are those of Iceberg's documentation",
        ["Trino"] = "a download of its own; its properties are those of its documentation",
    };

    /// <summary>Every tool that a test runs or gives a reason for.</summary>
    public static IEnumerable<string> Known => ["AWS CLI", "ClickHouse", "REST", .. NotRun.Keys];

    /// <summary>Runs one tool's snippet, all of it.</summary>
    public Task RunAsync(PrintedSnippet snippet) => snippet.Tool switch
    {
        "ClickHouse" => ClickHouseAsync(snippet),
        "AWS CLI" => AwsAsync(snippet),
        "REST" => RestAsync(snippet),
        "DuckDB" => Task.Run(() => ParseSql(snippet)),
        "pandas" => SucceedAsync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], string.Join('\n', [snippet.Setup, .. snippet.Queries])),
        "Spark" => SucceedAsync("bash", ["-n"], snippet.Setup),
        "Trino" => Task.Run(() => Assert.All(snippet.Setup.Split('\n'), line => Assert.Matches("^[a-z][a-z0-9.-]*=[^ =]+$", line))),
        _ => throw new InvalidOperationException($"No test runs the snippet of {snippet.Tool}, and no reason is given."),
    };

    /// <summary>Runs one tool's snippet as a client that is let in no more, and holds that it is told so in words that name what to look at.</summary>
    public async Task RefuseAsync(PrintedSnippet snippet)
    {
        var (exitCode, _, words) = await StartAsync("bash", [], string.Join('\n', [snippet.Setup, .. snippet.Queries]));
        Assert.NotEqual(0, exitCode);
        Assert.Matches(
            @"\Acurl: \(22\) [^\n]*40[013][^\n]*\nbash: line \d+: TOKEN: was not given: check BOURSE_CLIENT_ID and BOURSE_CLIENT_SECRET\n\z", words);
    }

    /// <summary>Asks by the sample client, which is let in no more, and gives its answer.</summary>
    public async Task<string> RefuseClickHouseAsync(IReadOnlyDictionary<string, string?> addresses)
    {
        var file = Path.Combine(folder, "credential");
        await File.WriteAllTextAsync(file, $"{credential.Id}:{credential.Secret.Reveal()}");
        var environment = new Dictionary<string, string?>(addresses) { ["BOURSE_CREDENTIAL_FILE"] = file };
        var (exitCode, output, words) = await BourseProcess.StartAsync(
            "node", [Path.Combine(ClickHouseClient.SampleFolder, "client.mjs")], environment, input: """{"id": 1, "sql": "SHOW TABLES FROM exchange"}""");
        Assert.True(exitCode == 0, words);
        return output;
    }

    private async Task ClickHouseAsync(PrintedSnippet snippet)
    {
        var setup = snippet.Setup.Replace("CLIENT_ID:CLIENT_SECRET", $"{credential.Id}:{credential.Secret.Reveal()}", StringComparison.Ordinal);
        string[] statements = [.. setup.Split(";", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), .. snippet.Queries];
        var answers = await SucceedAsync(
            "node", [Samples.Folder("tests/Bourse.Cli.Tests/Snippets/clickhouse.mjs"), Path.Combine(ClickHouseClient.SampleFolder, "node_modules")],
            JsonSerializer.Serialize(statements));
        using var document = JsonDocument.Parse(answers);
        var results = document.RootElement.EnumerateArray().ToList();
        Assert.All(results.Zip(statements), pair => Assert.False(pair.First.TryGetProperty("error", out var error), $"{pair.Second}: {error}"));
        Assert.All(results[^snippet.Queries.Count..].Zip(snippet.Queries), pair => Assert.True(pair.First.GetProperty("rows").GetInt32() > 0, pair.Second));
    }

    private async Task AwsAsync(PrintedSnippet snippet)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        var listed = await SucceedAsync("bash", ["-euo", "pipefail"], string.Join('\n', [snippet.Setup, .. snippet.Queries]), at);

        Assert.Contains(".parquet", listed, StringComparison.Ordinal);
        Assert.Equal(
            snippet.Queries.Count(query => query.StartsWith("aws s3 cp", StringComparison.Ordinal)),
            Directory.EnumerateDirectories(at).Count(table => Directory.EnumerateFiles(table, "*.parquet", SearchOption.AllDirectories).Any()));
    }

    private async Task RestAsync(PrintedSnippet snippet)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        var answers = await SucceedAsync("bash", ["-euo", "pipefail"], string.Join('\n', [snippet.Setup, .. snippet.Queries]), at);

        Assert.Matches(@"""name"":""portfolio-analytics"".*?""newestRevision"":\{""number"":2,""id"":""[0-9a-f]{32}"",""publishedAt"":""20[0-9T:.-]+Z""\}", answers);
        var asksForFund = snippet.Queries.Any(query => query.Contains("/v2/funds/MER-IDX-500/nav", StringComparison.Ordinal));
        Assert.Equal(asksForFund, answers.Contains("\"fundId\":\"MER-IDX-500\"", StringComparison.Ordinal));
        Assert.StartsWith("bourse/111111111111\n", await File.ReadAllTextAsync(Path.Combine(at, "checkpoint.txt")), StringComparison.Ordinal);
    }

    private static void ParseSql(PrintedSnippet snippet)
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        foreach (var statement in snippet.Setup.Split(";\n").Concat(snippet.Queries))
        {
            // Without the extension every statement fails; what its parser reads fails later than that.
            var failure = Assert.Throws<DuckDbException>(() => connection.Execute(statement));
            Assert.False(failure.Type is DuckDbErrorType.Parser or DuckDbErrorType.Syntax, $"{statement}: {failure.Message}");
        }
    }

    private async Task<string> SucceedAsync(string program, IEnumerable<string> arguments, string input, string? at = null)
    {
        var (exitCode, output, words) = await StartAsync(program, arguments, input, at);
        Assert.True(exitCode == 0, $"{program}: {words}\n{input}");
        return output;
    }

    private Task<(int ExitCode, string Output, string Words)> StartAsync(string program, IEnumerable<string> arguments, string input, string? at = null)
    {
        var environment = new Dictionary<string, string?>
        {
            ["BOURSE_CLIENT_ID"] = credential.Id,
            ["BOURSE_CLIENT_SECRET"] = credential.Secret.Reveal(),
            ["BOURSE_ACCOUNT"] = credential.Account,
            // Nothing of the machine's own configuration.
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        return BourseProcess.StartAsync(program, arguments, environment, input: input, folder: at);
    }
}
