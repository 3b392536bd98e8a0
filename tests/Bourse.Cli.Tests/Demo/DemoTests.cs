using System.Text.Json;

namespace Bourse.Cli.Tests.Demo;

[Collection(DemoCollection.Name)]
[Trait("Runs", "measured")]
public sealed class DemoTests(DemoFixture demo)
{
    /// <summary>What is told, in order; none of it may be left out.</summary>
    private static readonly string[] s_story =
    [
        "bronze: published files as they are",
        "silver and gold: the pack's SQL models",
        "list five products and publish revision 1",
        "CTR-2024-001: onboard Hedge Fund Partners",
        "Hedge Fund Partners: activate with the one-time link",
        "Hedge Fund Partners: first live query with $engine",
        "CTR-2024-002: onboard Northgate Pension",
        "Northgate Pension: activate with the one-time link",
        "Northgate Pension: first live query with $engine",
        "both run it on the live tables",
        "Hedge Fund Partners: hold every row and column against the unfiltered tables",
        "Northgate Pension: hold every row and column against the unfiltered tables",
        "Hedge Fund Partners: join its own holdings file with the live product",
        "aws s3 ls, keys by AssumeRoleWithWebIdentity",
        "GET /v2/funds/{fundId}/nav, signed (execute-api)",
        "Hedge Fund Partners: keep the audit log's checkpoint",
        "Hedge Fund Partners: start its event handler and register the webhook",
        "Hedge Fund Partners: open a scan on revision 1",
        "bronze, silver, gold: the new files",
        "publish revision 2",
        "the signed event reaches the client's handler",
        "the handler queries what changed and refreshes its page",
        "live queries see revision 2, with the old value beside the restated one",
        "tag rev-1 and a scan that was open on it still give revision 1",
        "suspend it: tokens, S3, Iceberg REST, session keys from STS, REST",
        "$engine of Hedge Fund Partners is refused, that of Northgate Pension is not",
        "the attempt raises an alert, and the reason is in the audit record",
        "verify the log",
        "change one byte of a copy: it is detected",
        "cut the tail off a copy: it is detected",
        "rewrite a copy, hashes and all: it is detected",
    ];

    [DemoFact]
    public async Task The_whole_story_holds_and_its_report_has_every_key() => AssertHeld(await demo.RunAsync(), "ClickHouse");

    [OfflineDemoFact]
    public async Task Once_restored_the_story_needs_no_network() => AssertHeld(await demo.RunAsync(), "ClickHouse");

    [DemoFact]
    public async Task The_story_is_safe_to_tell_again_in_the_same_folder_and_holds_with_the_AWS_command_line_alone()
    {
        await demo.RunAsync();

        AssertHeld(await IsolatedNetwork.RunAsync("demo", "--exit", "--format", "json", "--client", "aws", "--data", demo.Folder), "the AWS command line");
    }

    private static void AssertHeld((int ExitCode, string Output, string Words) run, string engine)
    {
        var (exitCode, output, words) = run;
        Assert.True(exitCode == ExitCode.Ok, words);
        using var report = JsonDocument.Parse(output);
        var root = report.RootElement;
        Assert.Equal(
            ["steps", "agreement_to_first_query_ms", "revocation_effective_ms", "clients", "audit_verified", "ok"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.True(root.GetProperty("ok").GetBoolean());
        Assert.True(root.GetProperty("audit_verified").GetBoolean());
        Assert.InRange(root.GetProperty("agreement_to_first_query_ms").GetInt64(), 1, 60_000);
        Assert.InRange(root.GetProperty("revocation_effective_ms").GetInt64(), 0, 1_000);
        Assert.Equal(
            s_story.Select(step => step.Replace("$engine", engine, StringComparison.Ordinal)),
            root.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()));
        Assert.All(root.GetProperty("steps").EnumerateArray(), step =>
        {
            Assert.Equal(["name", "ok", "ms"], step.EnumerateObject().Select(property => property.Name));
            Assert.True(step.GetProperty("ok").GetBoolean());
            Assert.True(step.GetProperty("ms").GetInt64() >= 0);
        });
        Assert.Equal(
            [("Hedge Fund Partners", 99_293L, 99_293L, 0L, 0L), ("Northgate Pension", 278_087L, 278_087L, 0L, 0L)],
            root.GetProperty("clients").EnumerateArray().Select(client => (
                client.GetProperty("name").GetString()!, client.GetProperty("rows").GetInt64(),
                    client.GetProperty("rows_expected").GetInt64(),
                client.GetProperty("forbidden_rows").GetInt64(), client.GetProperty("forbidden_columns").GetInt64())));
        Assert.DoesNotContain("brc_", output + words, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", output + words, StringComparison.Ordinal);
    }
}
