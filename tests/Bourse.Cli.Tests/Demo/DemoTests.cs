using System.Text.Json;

namespace Bourse.Cli.Tests.Demo;

[Collection(DemoCollection.Name)]
public sealed class DemoTests(DemoFixture demo)
{
    [DemoFact]
    public async Task The_whole_story_holds_and_its_report_has_every_key() => AssertHeld(await demo.RunAsync());

    [OfflineDemoFact]
    public async Task Once_restored_the_story_needs_no_network() => AssertHeld(await demo.RunAsync());

    [DemoFact]
    public async Task The_story_is_safe_to_tell_again_in_the_same_folder_and_holds_with_the_AWS_command_line_alone()
    {
        await demo.RunAsync();

        AssertHeld(await IsolatedNetwork.RunAsync("demo", "--exit", "--format", "json", "--client", "aws", "--data", demo.Folder));
    }

    private static void AssertHeld((int ExitCode, string Output, string Words) run)
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
        Assert.All(root.GetProperty("steps").EnumerateArray(), step =>
        {
            Assert.Equal(["name", "ok", "ms"], step.EnumerateObject().Select(property => property.Name));
            Assert.NotEqual("", step.GetProperty("name").GetString());
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
