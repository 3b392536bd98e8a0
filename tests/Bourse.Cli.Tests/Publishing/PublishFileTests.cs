using System.Text.Json;
using Bourse.DuckDb;

namespace Bourse.Cli.Tests.Publishing;

public sealed class PublishFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_parquet_file_becomes_a_listed_product_in_one_step()
    {
        var (exitCode, output, words) = await Cli.RunAsync("publish",
            Parquet("SELECT 1 AS id, 'one' AS name, DATE '2026-03-31' AS day, 1.25::DECIMAL(9,2) AS price"), "--product", "my-product",
                "--data", Data);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Matches("^[0-9a-f]{32}\n$", output);
        Assert.Contains("Published revision 1 of my-product: 1 rows, 1 quality rules.", words, StringComparison.Ordinal);
        Assert.Equal("id,name,day,price\r\n1,one,2026-03-31,1.25\r\n",
            (await Cli.RunAsync("sql", "SELECT * FROM gold.my_product", "--data", Data, "--format", "csv")).Output);
        Assert.Contains("my-product", await File.ReadAllTextAsync(Path.Combine(Data, "listings", "my-product.html")),
            StringComparison.Ordinal);
        using var products = JsonDocument.Parse((await Cli.RunAsync("products", "--data", Data, "--format", "json")).Output);
        Assert.Equal(("my-product", 1, 1),
            (products.RootElement[0].GetProperty("name").GetString(), products.RootElement[0].GetProperty("revision").GetInt32(),
                products.RootElement[0].GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task An_edited_contract_is_put_in_force_recorded_and_published_under()
    {
        await PublishAsync(Parquet("SELECT 'A' AS fund, 1 AS nav"));
        var contract = Path.Combine(Data, "contracts", "my-product.yaml");
        var text = await File.ReadAllTextAsync(contract);
        await File.WriteAllTextAsync(contract, text.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal));

        var (exitCode, output, words) = await Cli.RunAsync("products", "apply", contract, "--data", Data);

        Assert.Equal((ExitCode.Ok, "my-product\n"), (exitCode, output));
        Assert.StartsWith("The contract of my-product, version 1.1.0, is in force; ", words, StringComparison.Ordinal);
        Assert.Contains("Published revision 2", (await Cli.RunAsync("publish", "my-product", "--comment", "Under the new contract.", "--data", Data)).Words, StringComparison.Ordinal);
        Assert.Contains("put-contract", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(contract, "kind: DataContract");
        var refused = await Cli.RunAsync("products", "apply", contract, "--data", Data);
        Assert.Equal((ExitCode.Failed, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"bourse: {contract} is no contract:\n- ", refused.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_publishes_nothing_and_a_newer_one_the_next_revision()
    {
        var first = await PublishAsync(Parquet("SELECT 1 AS id"));

        var again = await PublishAsync(_folder.File("my.parquet"));
        File.Delete(_folder.File("my.parquet"));
        var next = await PublishAsync(Parquet("SELECT 2 AS id UNION ALL SELECT 3"));

        Assert.Equal(first.Output, again.Output);
        Assert.Contains("Nothing is new since revision 1 of my-product; nothing was published.", again.Words, StringComparison.Ordinal);
        Assert.NotEqual(first.Output, next.Output);
        Assert.Contains("Published revision 2 of my-product: 2 rows", next.Words, StringComparison.Ordinal);
        var revisions = (await Cli.RunAsync("revisions", "my-product", "--data", Data, "--format", "csv")).Output.Split("\r\n");
        Assert.Equal(["revision", "2", "1", ""], revisions.Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task A_lost_key_ring_is_asked_for_and_not_replaced()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));
        var keys = Path.Combine(Data, "keys.json");
        File.Move(keys, keys + ".lost");

        var (exitCode, output, words) = await Cli.RunAsync("products", "--data", Data);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.StartsWith($"bourse: {keys} is missing, ", words, StringComparison.Ordinal);
        Assert.False(File.Exists(keys));
        File.Move(keys + ".lost", keys);
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("products", "--data", Data)).ExitCode);
    }

    [Fact]
    public async Task An_empty_file_is_stopped_by_the_quality_rule_and_publishes_nothing()
    {
        var (exitCode, output, words) = await PublishAsync(Parquet("SELECT 1 AS id WHERE false"));

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Contains("bourse: ", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Published", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_a_contract_cannot_describe_are_named_and_nothing_is_made()
    {
        var (exitCode, _, words) = await PublishAsync(Parquet("SELECT 1 AS id, [1, 2] AS list, 'x'::BLOB AS bytes"));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("has columns that a contract cannot describe; cast them to text or leave them out: list (list), bytes (binary).",
            words, StringComparison.Ordinal);
        Assert.Equal("name,title,version,revision,published_at,tables,rows\r\n",
            (await Cli.RunAsync("products", "--data", Data, "--format", "csv")).Output);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var (exitCode, _, words) = await PublishAsync(_folder.File("missing.parquet"));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains($"bourse: The file {_folder.File("missing.parquet")} does not exist.", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_is_in_the_audit_log_which_verifies_against_a_kept_checkpoint()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));
        var checkpoint = await Cli.RunAsync("audit", "checkpoint", "--data", Data, "--export", _folder.File("copy"));
        var kept = _folder.Write("kept.txt", checkpoint.Output);
        var key = checkpoint.Words.Trim().Split(": ", 2)[1];

        var verified = await Cli.RunAsync("audit", "verify", "--data", Data, "--checkpoint", kept);
        var records = _folder.File("copy/records.jsonl");
        var whole = await Cli.RunAsync("audit", "verify", "--log", _folder.File("copy"), "--checkpoint", kept, "--public-key", key);
        await File.WriteAllTextAsync(records,
            (await File.ReadAllTextAsync(records)).Replace("my-product", "my-pr0duct", StringComparison.Ordinal));
        var changed = await Cli.RunAsync("audit", "verify", "--log", _folder.File("copy"), "--checkpoint", kept, "--public-key", key);

        Assert.Equal((ExitCode.Ok, "verified: 2 records\n"), (verified.ExitCode, verified.Output));
        Assert.Equal((ExitCode.Ok, "verified: 2 records\n"), (whole.ExitCode, whole.Output));
        Assert.Equal((ExitCode.Failed, "refuted: RecordChanged\n"), (changed.ExitCode, changed.Output));
        Assert.Contains(",publish-revision,my-product@1,", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output,
            StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Words)> PublishAsync(string file) =>
        Cli.RunAsync("publish", file, "--product", "my-product", "--data", Data);

    private string Parquet(string select)
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder.Path] });
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO {Sql.Literal(_folder.File("my.parquet"))} (FORMAT parquet)");
        return _folder.File("my.parquet");
    }
}
