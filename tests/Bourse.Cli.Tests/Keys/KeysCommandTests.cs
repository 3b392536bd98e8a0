using System.Text.Json;
using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Keys;

public sealed class KeysCommandTests : IDisposable
{
    private const string Reason = "Yearly rotation, as the policy asks.";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_rotated_key_is_listed_recorded_and_opens_what_the_one_before_sealed()
    {
        await OpenAsync();
        var before = Assert.Single(await ListAsync());

        var (exitCode, output, words) = await Cli.RunAsync("keys", "rotate", "--reason", Reason, "--data", Data);

        var id = output.TrimEnd();
        Assert.Equal(
            (ExitCode.Ok,
            $"Key {id} seals from now on, in a server that runs as well. Back up {Path.Combine(Data, "keys.json")} now: what this key seals, no older copy opens.\n"),
            (exitCode, words));
        Assert.Equal([(before.Id, false), (id, true)], await ListAsync());
        Assert.Contains(
            $",allow,rotate-keys,key/{id},\"{Reason}\",", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output, StringComparison.Ordinal);
        // The log's signing key was sealed by the key before.
        Assert.StartsWith("verified: ", (await Cli.RunAsync("audit", "verify", "--data", Data)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"key\"", (await Cli.RunAsync("keys", "list", "--data", Data, "--format", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_rotate_at_once_lose_no_key_and_no_record()
    {
        await OpenAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BourseProcess.RunAsync(["keys", "rotate", "--reason", Reason, "--data", Data])));

        Assert.All(runs, run => Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.ExitCode == ExitCode.Ok ? "" : run.Words)));
        var made = runs.Select(run => run.Output.TrimEnd()).Order().ToList();
        Assert.Equal(made, (await ListAsync()).Skip(1).Select(key => key.Id).Order());
        var records = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output;
        Assert.All(made, id => Assert.Contains($",rotate-keys,key/{id},", records, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotation_without_a_reason_is_a_wrong_command_line()
    {
        await OpenAsync();
        Assert.Equal(ExitCode.Usage, (await Cli.RunAsync("keys", "rotate", "--data", Data)).ExitCode);
        Assert.Equal(ExitCode.Usage, (await Cli.RunAsync("keys", "rotate", "--reason", "short", "--data", Data)).ExitCode);
        Assert.Single(await ListAsync());
    }

    private async Task OpenAsync()
    {
        Directory.CreateDirectory(Data);
        _folder.Write("data/bourse.json", """{ "provider": { "account": "111111111111", "name": "Meridian", "contact": "data@meridian.example" } }""");
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("audit", "list", "--data", Data)).ExitCode);
    }

    private async Task<IReadOnlyList<(string Id, bool Seals)>> ListAsync()
    {
        using var document = JsonDocument.Parse((await Cli.RunAsync("keys", "list", "--data", Data, "--format", "json")).Output);
        return [.. document.RootElement.EnumerateArray().Select(key => (key.GetProperty("id").GetString()!, key.GetProperty("seals").GetBoolean()))];
    }
}
