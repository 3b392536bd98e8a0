using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>ClickHouse through the REST catalogue with vended keys: an engine that reads every file itself.</summary>
public sealed class ClickHouseTests
{
    private const string Table = "exchange.`portfolio-analytics.nav_history`";
    private const string Funds = $"SELECT fund_id, count(), min(nav), max(nav) FROM {Table} GROUP BY fund_id ORDER BY fund_id";

    [ToolFact("chdb")]
    public async Task One_SELECT_gives_each_client_its_own_rows_and_columns()
    {
        await using var world = await ExchangeWorld.StartAsync();
        var hedge = await world.ClickHouseAsync(world.Hedge, "SHOW TABLES FROM exchange", Funds, $"SELECT * FROM {Table} LIMIT 1", $"SELECT desk_note FROM {Table}");
        Assert.Equal("""[["portfolio-analytics.nav_history"],["portfolio-analytics@1.nav_history"]]""", Rows(hedge[0]));
        Assert.Equal("""[["HEDGE-1",12,101,112],["HEDGE-2",12,101,112]]""", Rows(hedge[1]));
        Assert.Equal("""["fund_id","valid_date","known_at","nav"]""", Text(hedge[2].GetProperty("columns")));
        Assert.Contains("desk_note", hedge[3].GetProperty("error").GetString(), StringComparison.Ordinal);
        var pension = await world.ClickHouseAsync(world.Pension, Funds);
        Assert.Equal("""[["PENSION-1",12,101,112]]""", Rows(pension[0]));
    }

    [ToolFact("chdb")]
    public async Task Revision_1_stays_what_it_was_after_revision_2()
    {
        await using var world = await ExchangeWorld.StartAsync();
        await world.PublishAsync(2);
        var first = world.SnapshotOf(world.Hedge, 1);
        var answers = await world.ClickHouseAsync(world.Hedge, Funds, $"{Funds} SETTINGS iceberg_snapshot_id = {first}",
            Funds.Replace("analytics.", "analytics@1.", StringComparison.Ordinal), Funds.Replace("analytics.", "analytics@2.", StringComparison.Ordinal));
        Assert.Equal("""[["HEDGE-1",14,101,113],["HEDGE-2",12,101,112]]""", Rows(answers[0]));
        Assert.Equal("""[["HEDGE-1",12,101,112],["HEDGE-2",12,101,112]]""", Rows(answers[1]));
        Assert.Equal(Rows(answers[1]), Rows(answers[2]));
        Assert.Equal(Rows(answers[0]), Rows(answers[3]));
    }

    private static string Rows(JsonElement answer) => answer.TryGetProperty("rows", out var rows) ? Text(rows) : answer.GetProperty("error").GetString()!;

    private static string Text(JsonElement element) => JsonSerializer.Serialize(element);
}
