using System.Text.Json;
using Bourse.DuckDb;
using Microsoft.Data.Sqlite;

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
        Assert.Contains("Published revision 1 of my-product: 1 row, 1 quality rule. Its id is ", words, StringComparison.Ordinal);
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
        Assert.DoesNotContain("raise 'version'", words, StringComparison.Ordinal);
        Assert.Contains("Published revision 2", (await Cli.RunAsync("publish", "my-product", "--comment", "Under the new contract.", "--data", Data)).Words,
            StringComparison.Ordinal);
        Assert.Contains("put-contract", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(contract, "kind: DataContract");
        var refused = await Cli.RunAsync("products", "apply", contract, "--data", Data);
        Assert.Equal((ExitCode.Failed, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"bourse: {contract} is no contract:\n- ", refused.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_that_changes_nothing_and_one_that_its_table_does_not_fulfil_are_told_apart_from_one_in_force()
    {
        await PublishAsync(Parquet("SELECT 'A' AS fund, 1 AS nav"));
        var contract = Path.Combine(Data, "contracts", "my-product.yaml");
        var text = await File.ReadAllTextAsync(contract);

        var unchanged = await Cli.RunAsync("products", "apply", contract, "--data", Data);
        await File.WriteAllTextAsync(contract, text.Replace("\"nav\"", "\"price\"", StringComparison.Ordinal));
        var other = await Cli.RunAsync("products", "apply", contract, "--data", Data);
        await File.WriteAllTextAsync(contract, text.Replace("gold.my_product", "gold.elsewhere", StringComparison.Ordinal));
        var absent = await Cli.RunAsync("products", "apply", contract, "--data", Data);

        Assert.Equal(
            (ExitCode.Ok, "my-product\n", "The contract of my-product, version 1.0.0, is in force already, word for word; nothing was done.\n"), unchanged);
        const string kept = "The contract of my-product, version 1.0.0, is kept, but its tables do not fulfil it: 'bourse publish my-product --comment TEXT' "
            + "will be refused until these are corrected:\n";
        const string sameVersion = "Its text changed and its version is still 1.0.0: raise 'version', so that clients can tell the two apart.\n";
        Assert.Equal((ExitCode.Ok, "my-product\n", kept
            + "- my_product.price: the contract promises this column and gold.my_product does not have it; add it there, or take it out of the contract.\n"
            + "- my_product.nav: gold.my_product has this column and the contract does not describe it; describe it, or leave it out of the table.\n" + sameVersion),
                other);
        Assert.Equal((ExitCode.Ok, "my-product\n", kept
            + "- my_product: the lakehouse has no table gold.elsewhere with data; run its model, or correct physicalName in the contract.\n" + sameVersion), absent);
        Assert.Equal(2, (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output.Split("put-contract").Length - 2);
    }

    [Fact]
    public async Task Agreements_say_what_they_are_after_a_change_and_what_they_were()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));
        var agreement = _folder.Write("agreement.json",
            """
            {
              "ContractNumber": "CTR-1", "Status": "Activated", "AWS_Account_ID__c": "222222222222", "Client_Name__c": "Client", "Client_Email__c": "data@client.example",
              "ADX_Data_Products__c": "my-product", "Authorized_Funds__c": null, "Hidden_Columns__c": null, "StartDate": "2024-01-01", "EndDate": "2049-12-31"
            }
            """);
        var applied = await Cli.RunAsync("agreements", "apply", agreement, "--data", Data);
        Task<(int ExitCode, string Output, string Words)> Change(string verb) =>
            Cli.RunAsync("agreements", verb, "CTR-1", "--reason", "As the test wants it.", "--data", Data);

        Assert.Contains("Warning: the welcome message is of Provider ", applied.Words, StringComparison.Ordinal);
        Assert.Contains("then 'bourse agreements welcome CTR-1' writes it again.\n", applied.Words, StringComparison.Ordinal);
        Assert.Equal("CTR-1 is active already; nothing was done.\n", (await Change("resume")).Words);
        Assert.Equal("CTR-1 is suspended now, and was active; every protocol acts on it within a second.\n", (await Change("suspend")).Words);
        Assert.Equal("CTR-1 is suspended already; nothing was done.\n", (await Change("suspend")).Words);
        await ExecuteAsync("""
            INSERT INTO webhooks VALUES ('wh_a', '222222222222', 'https://client.example/', '*', x'00', 0);
            INSERT INTO event_targets VALUES ('wh_a', '222222222222', NULL, 'wh_a', 'wh_a', '{}');
            INSERT INTO events VALUES (900, 'ev_1', '{}', 0, '222222222222', NULL);
            INSERT INTO event_deliveries VALUES ('wh_a', 900, 'held', 0, 9000000000000000, 'held', 0, 0, NULL)
            """);
        Assert.Equal(
            "CTR-1 is active now, and was suspended; every protocol acts on it within a second. "
            + "Webhook events held for the client that are sent now, while 'bourse serve' runs: 1.\n",
            (await Change("resume")).Words);
    }

    [Fact]
    public async Task A_first_file_begins_an_exchange_in_the_providers_name_and_says_what_comes_next()
    {
        var file = Parquet("SELECT 'A' AS fund, 1 AS nav");
        string[] named =
            ["publish", file, "--product", "my-product", "--data", Data, "--provider-name", "Acme Capital", "--provider-contact", "data@acme.example"];

        var first = await Cli.RunAsync(named);
        var again = await Cli.RunAsync(named);
        var other = await Cli.RunAsync([.. named[..^3], "Acme", .. named[^2..]]);
        var wrong = await Cli.RunAsync([.. named[..^1], "nobody"]);

        var contract = Path.Combine(Data, "contracts", "my-product.yaml");
        Assert.StartsWith($"Began an exchange of Acme Capital in {Data}.\n", first.Words, StringComparison.Ordinal);
        Assert.EndsWith(
            $"""
              edit {contract}
              bourse products apply {contract} --data {Data}
              bourse publish my-product --comment "Described." --data {Data}
              bourse agreements apply agreement.json --data {Data}
              bourse serve --data {Data}

            """, first.Words, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(Data, "listings", "my-product.html"));
        Assert.Contains("Acme Capital", page, StringComparison.Ordinal);
        Assert.Contains("The provider shows no sample rows of this table.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("</th><td>—</td>", page, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, again.ExitCode);
        Assert.DoesNotContain("Next,", again.Words, StringComparison.Ordinal);
        Assert.StartsWith($"bourse: The exchange in {Data} is of Acme Capital, data@acme.example; ", other.Words, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.StartsWith("bourse: --provider-contact: 'nobody' must be an e-mail address.", wrong.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_suggestion_of_a_generated_contract_is_right_as_it_stands()
    {
        await PublishAsync(Parquet("SELECT 'A' AS fund, 1 AS nav"));
        var contract = Path.Combine(Data, "contracts", "my-product.yaml");
        var text = await File.ReadAllTextAsync(contract);
        await File.WriteAllTextAsync(contract, text.Replace("#:", "", StringComparison.Ordinal).Replace("restricted", "public", StringComparison.Ordinal));
        var applied = await Cli.RunAsync("products", "apply", contract, "--data", Data);

        Assert.StartsWith("The contract of my-product, version 1.0.0, is in force; ", applied.Words, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("publish", "my-product", "--comment", "Described.", "--data", Data)).ExitCode);
        var page = await File.ReadAllTextAsync(Path.Combine(Data, "listings", "my-product.html"));
        foreach (var shown in new[]
        {
            "1,000 USD", "For the subscriber&#39;s own use.", "Since 2010.", "All funds.", "How many rows there are", "<td>A</td>", "Your agreement says for which",
        })
            Assert.Contains(shown, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_rows_begins_nothing_and_the_real_one_is_taken_with_its_own_types()
    {
        var refused = await PublishAsync(_folder.Write("my.csv", "id,price\n"));
        var listed = await Cli.RunAsync("products", "list", "--data", Data, "--format", "csv");
        var taken = await PublishAsync(_folder.Write("my.csv", "id,price\n1,1.50\n"));

        Assert.Equal((ExitCode.Failed, ""), (refused.ExitCode, refused.Output));
        Assert.EndsWith("bourse: my.csv has no rows; a product begins with some, which tell the types of its columns. Nothing was imported.\n", refused.Words,
            StringComparison.Ordinal);
        Assert.Equal("name,title,version,revision,published_at,tables,rows\r\n", listed.Output);
        Assert.StartsWith("Imported 1 row into gold.my_product: id long, price decimal(18, 2). Listed my-product ", taken.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_the_contract_does_not_describe_is_not_imported_until_what_is_printed_is_added()
    {
        var file = _folder.Write("my.csv", "id\n1\n");
        await PublishAsync(file);
        var more = await PublishAsync(_folder.Write("more.csv", "id,\"Market Value (\u20ac)\"\n1,2.50\n"));
        var original = await PublishAsync(_folder.Write("my.csv", "id\n2\n"));

        const string column = """
                  - name: "Market Value (€)"
                    logicalType: number
                    physicalType: "decimal(18, 2)"
                    description: "Market Value (€), as the file has it."
                    classification: restricted

            """;
        Assert.Equal((ExitCode.Failed, ""), (more.ExitCode, more.Output));
        Assert.Equal(
            "bourse: more.csv is not what the contract of my-product promises; nothing was imported:\n"
            + "- my_product.Market Value (\u20ac): gold.my_product has this column and the contract does not describe it; describe it, or leave it out of the table.\n"
            + "To publish what is new, add it below 'properties:' in the contract, apply that with 'bourse products apply CONTRACT', and publish the file again:\n\n"
            + column, more.Words);
        Assert.Contains("Published revision 2", original.Words, StringComparison.Ordinal);

        var contract = Path.Combine(Data, "contracts", "my-product.yaml");
        var text = await File.ReadAllTextAsync(contract);
        await File.WriteAllTextAsync(contract, text.Replace("    properties:\n", $"    properties:\n{column}", StringComparison.Ordinal));
        await Cli.RunAsync("products", "apply", contract, "--data", Data);
        Assert.Contains("Published revision 3", (await PublishAsync(_folder.File("more.csv"))).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_never_published_can_be_removed()
    {
        await PublishAsync(Parquet("SELECT 'A' AS fund, 1 AS nav"));
        var text = await File.ReadAllTextAsync(Path.Combine(Data, "contracts", "my-product.yaml"));
        await Cli.RunAsync("products", "apply", _folder.Write("other.yaml", text.Replace("my-product", "other-product", StringComparison.Ordinal)), "--data", Data);

        var published = await Cli.RunAsync("products", "remove", "my-product", "--data", Data);
        var removed = await Cli.RunAsync("products", "remove", "other-product", "--data", Data);

        Assert.Equal(ExitCode.Failed, published.ExitCode);
        Assert.StartsWith("bourse: Revisions of my-product were published: ", published.Words, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "other-product\n"), (removed.ExitCode, removed.Output));
        var listed = (await Cli.RunAsync("products", "list", "--data", Data, "--format", "csv")).Output;
        Assert.Equal(2, listed.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("my-product,", listed.Split("\r\n")[1], StringComparison.Ordinal);
        var log = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output;
        Assert.Contains(",deny,remove-product,my-product,It is published.,", log, StringComparison.Ordinal);
        Assert.Contains(",allow,remove-product,other-product,", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_given_late_takes_the_placeholders_place_and_nothing_else_changes()
    {
        var file = Parquet("SELECT 1 AS id, [1] AS list");
        Assert.Equal(ExitCode.Failed, (await PublishAsync(file)).ExitCode);
        var options = Path.Combine(Data, "bourse.json");
        await File.WriteAllTextAsync(options, (await File.ReadAllTextAsync(options)).Replace("us-east-1", "eu-central-1", StringComparison.Ordinal));

        File.Delete(file);
        var named = await Cli.RunAsync("publish", Parquet("SELECT 1 AS id"), "--product", "my-product", "--data", Data, "--provider-name", "Zürich \"AG\"");

        Assert.Equal(ExitCode.Ok, named.ExitCode);
        var written = await File.ReadAllTextAsync(options);
        Assert.Contains("\"name\": \"Zürich \\\"AG\\\"\"", written, StringComparison.Ordinal);
        Assert.Contains("eu-central-1", written, StringComparison.Ordinal);
        Assert.Contains("data@provider.invalid", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_column_that_is_suggested_for_rows_has_few_values_and_no_nulls()
    {
        await PublishAsync(Parquet(
            "SELECT 'isin ' || i AS isin, CASE WHEN i > 3 THEN 'EUR' END AS currency, 'fund ' || i % 4 AS fund, 'x' AS kind FROM range(400) AS r(i)"));

        Assert.Contains("#:    - property: bourse.rowScope\n#:      value: \"fund\"\n",
            await File.ReadAllTextAsync(Path.Combine(Data, "contracts", "my-product.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_CSV_file_does_not_say_is_said_by_options()
    {
        var file = _folder.File("kurse.csv");
        await File.WriteAllBytesAsync(file, [.. "Name;Kurs\nM"u8, 0xFC, .. "ller;1,25\n"u8]);

        var taken = await Cli.RunAsync("publish", file, "--product", "kurse", "--delimiter", ";", "--decimal", "comma", "--encoding", "windows-1252", "--data", Data);
        var wrong = await Cli.RunAsync("publish", file, "--product", "kurse", "--delimiter", "hash", "--data", Data);

        Assert.Contains("Imported 1 row into gold.kurse: Name string, Kurs decimal(18, 2).", taken.Words, StringComparison.Ordinal);
        Assert.Equal("Name,Kurs\r\nMüller,1.25\r\n", (await Cli.RunAsync("sql", "SELECT * FROM gold.kurse", "--data", Data, "--format", "csv")).Output);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.StartsWith("bourse: --delimiter: 'hash' is not one of comma, semicolon, tab, bar.", wrong.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_table_or_column_is_answered_with_the_one_that_is_near()
    {
        await PublishAsync(Parquet("SELECT 1 AS nav"));

        Assert.EndsWith(
            " Did you mean 'gold.my_product'?\n", (await Cli.RunAsync("sql", "SELECT * FROM gold.my_prodct", "--data", Data)).Words, StringComparison.Ordinal);
        Assert.EndsWith("Candidate bindings: \"nav\"\n", (await Cli.RunAsync("sql", "SELECT nva FROM gold.my_product", "--data", Data)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_records_are_listed_with_times_of_one_length()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));

        var all = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var last = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv", "--last", "1")).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var table = (await Cli.RunAsync("audit", "list", "--data", Data, "--last", "1")).Output;

        Assert.Equal([all[0], all[^1]], last);
        Assert.All(all.Skip(1), line => Assert.Matches("^[0-9]+,[0-9-]{10}T[0-9:]{8}[.][0-9]{6}Z,", line));
        Assert.Matches("position +time +decision +action +resource +account +reason", table);
        Assert.Matches(" [0-9-]{10}T[0-9:]{8}Z +allow +publish-revision +my-product@1 ", table);
        var none = await Cli.RunAsync("audit", "list", "--data", Data, "--account", "222222222222");
        Assert.Equal(("", "No record is of that kind.\n"), (none.Output, none.Words));
    }

    [Fact]
    public async Task A_mistyped_product_is_answered_with_the_one_that_is_near()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));

        Assert.Equal("bourse: There is no product 'my-prodcut'. Did you mean 'my-product'? 'bourse products' lists what there is.\n",
            (await Cli.RunAsync("revisions", "my-prodcut", "--data", Data)).Words);
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
        Assert.Equal($"bourse: The file {_folder.File("missing.parquet")} does not exist.\n", words);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("empty.csv", "", "The file {0} is empty.")]
    [InlineData("notes.txt", "fund,nav", "notes.txt: files ending in '.txt' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl.")]
    public async Task A_file_that_cannot_become_a_table_begins_no_exchange(string name, string content, string refusal)
    {
        var file = _folder.Write(name, content);

        var (exitCode, _, words) = await PublishAsync(file);

        Assert.Equal((ExitCode.Failed, $"bourse: {refusal.Replace("{0}", file, StringComparison.Ordinal)}\n"), (exitCode, words));
        Assert.False(Directory.Exists(Data));
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

    [Fact]
    public async Task A_file_that_is_no_checkpoint_is_told_from_one_that_is_not_trusted()
    {
        await PublishAsync(Parquet("SELECT 1 AS id"));
        var file = _folder.Write("README.md", "# A text\n\nOf words.\n");

        var verified = await Cli.RunAsync("audit", "verify", "--data", Data, "--checkpoint", file);

        Assert.Equal(
            (ExitCode.Failed, "", $"bourse: {file} is no checkpoint; nothing was verified. 'bourse audit checkpoint' writes one, to be kept as it is.\n"), verified);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Data, "metastore.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
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
