using Microsoft.Data.Sqlite;

namespace Bourse.Cli.Tests.Events;

public sealed class DeadLettersCommandTests : IDisposable
{
    private const string Reason = "The client's receiver is up again.";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Dead_events_are_listed_by_account_and_sent_again_on_record()
    {
        await SeedAsync();
        const string hedge = "222222222222,,wh_a,ev_2,9,HTTP 503\r\n222222222222,,wh_a,ev_1,9,HTTP 503\r\n";
        const string pension = "333333333333,,wh_c,ev_1,9,HTTP 503\r\n";
        Assert.Equal("account,rule,webhook,event,attempts,last_result\r\n" + hedge + pension, await ListAsync());
        Assert.Equal("account,rule,webhook,event,attempts,last_result\r\n" + hedge, await ListAsync("--account", "222222222222"));

        var redriven = await RedriveAsync("--account", "222222222222");

        Assert.Equal(
            (ExitCode.Ok, "Sent again from now on, while 'bourse serve' runs: 2. A receiver tells an event that it has seen by its id.\n"),
            (redriven.ExitCode, redriven.Words));
        Assert.Equal("account,rule,webhook,event,attempts,last_result\r\n" + pension, await ListAsync());
        Assert.Contains(
            $",allow,redrive-events,222222222222/*,{Reason},222222222222,", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output,
            StringComparison.Ordinal);
        Assert.Equal("pending 0 wh_a ev_1|pending 0 wh_a ev_2|delivered 1 wh_b ev_1|dead 9 wh_c ev_1", await StatesAsync());
    }

    [Theory]
    [InlineData("wh_a", null, "pending 0 wh_a ev_1|pending 0 wh_a ev_2|delivered 1 wh_b ev_1|dead 9 wh_c ev_1")]
    [InlineData("wh_a", "ev_2", "dead 9 wh_a ev_1|pending 0 wh_a ev_2|delivered 1 wh_b ev_1|dead 9 wh_c ev_1")]
    [InlineData(null, "ev_1", "pending 0 wh_a ev_1|dead 9 wh_a ev_2|pending 0 wh_b ev_1|dead 9 wh_c ev_1")]
    public async Task One_webhook_or_one_event_can_be_chosen_and_a_named_event_may_have_been_delivered(string? webhook, string? only, string states)
    {
        await SeedAsync();
        string[] chosen = [.. webhook is null ? Array.Empty<string>() : ["--webhook", webhook], .. only is null ? Array.Empty<string>() : ["--event", only]];
        Assert.Equal(ExitCode.Ok, (await RedriveAsync(["--account", "222222222222", .. chosen])).ExitCode);
        Assert.Equal(states, await StatesAsync());
    }

    [Theory]
    [InlineData("--account", "444444444444")]
    [InlineData("--account", "222222222222", "--webhook", "wh_b")]
    [InlineData("--account", "222222222222", "--webhook", "wh_c")]
    [InlineData("--account", "222222222222", "--event", "ev_9")]
    public async Task Where_there_is_nothing_to_send_again_nothing_is_changed_or_recorded(params string[] chosen)
    {
        await SeedAsync();
        var redriven = await RedriveAsync(chosen);
        Assert.Equal(
            (ExitCode.Failed, $"bourse: There is nothing of {chosen[1]} to send again; 'bourse events dead-letters list --account {chosen[1]}' shows what is dead.\n"),
            (redriven.ExitCode, redriven.Words));
        Assert.Equal("dead 9 wh_a ev_1|dead 9 wh_a ev_2|delivered 1 wh_b ev_1|dead 9 wh_c ev_1", await StatesAsync());
        Assert.DoesNotContain("redrive-events", (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Words)> RedriveAsync(params string[] chosen) =>
        Cli.RunAsync(["events", "dead-letters", "redrive", .. chosen, "--reason", Reason, "--data", Data]);

    private async Task<string> ListAsync(params string[] chosen) =>
        (await Cli.RunAsync(["events", "dead-letters", "list", .. chosen, "--format", "csv", "--data", Data])).Output;

    private async Task SeedAsync()
    {
        Directory.CreateDirectory(Data);
        _folder.Write("data/bourse.json", """{ "provider": { "account": "111111111111", "name": "Meridian", "contact": "data@meridian.example" } }""");
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("audit", "list", "--data", Data)).ExitCode);
        await ExecuteAsync("""
            INSERT INTO webhooks SELECT id, audience, 'https://client.example/' || id, '*', x'00', 0
              FROM (SELECT 'wh_a' AS id, '222222222222' AS audience UNION SELECT 'wh_b', '222222222222' UNION SELECT 'wh_c', '333333333333');
            INSERT INTO event_targets SELECT id, audience, NULL, id, id, '{}' FROM webhooks;
            INSERT INTO events VALUES (1, 'ev_1', '{}', 0, '*', NULL), (2, 'ev_2', '{}', 0, '222222222222', NULL);
            INSERT INTO event_deliveries VALUES ('wh_a', 1, 'dead', 9, 0, 'HTTP 503', 0, 0, NULL), ('wh_a', 2, 'dead', 9, 0, 'HTTP 503', 0, 0, NULL),
                ('wh_b', 1, 'delivered', 1, 0, 'HTTP 204', 0, 0, NULL), ('wh_c', 1, 'dead', 9, 0, 'HTTP 503', 0, 0, NULL)
            """);
    }

    private Task<string> StatesAsync() => ExecuteAsync(
        """
        SELECT group_concat(state || ' ' || attempts || ' ' || target_id || ' ev_' || event_sequence, '|')
          FROM (SELECT * FROM event_deliveries ORDER BY target_id, event_sequence)
        """);

    private async Task<string> ExecuteAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Data, "metastore.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() as string ?? "";
    }
}
