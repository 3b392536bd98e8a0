using System.Globalization;
using Bourse.Cli.Output;
using Spectre.Console;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>One SELECT, two clients; then the followed client joins its own file with the live product.</summary>
internal static class QueryChapter
{
    private const string Newest = "QUALIFY row_number() OVER (PARTITION BY fund_id ORDER BY valid_date DESC, known_at DESC) = 1";
    private static readonly string[] ShownColumns = ["fund_id", "valid_date", "nav", "management_fee_bps"];

    public static async Task RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("One and the same SELECT for both");
        var results = new List<DataRows>();
        await world.Steps.RunAsync("both run it on the live tables", async () =>
        {
            foreach (var client in world.Clients)
            {
                var table = client.Engine.Table(DemoWorld.Product, DemoWorld.NavTable);
                var rows = await client.Engine.QueryAsync($"SELECT * FROM {table} {Newest} ORDER BY fund_id", cancellation);
                var funds = rows.Values.Select(row => (string)row[Index(rows, "fund_id")]!).ToList();
                DemoStepFailedException.Unless(
                    funds.SequenceEqual(client.Agreement.FundIds.Order(StringComparer.Ordinal), StringComparer.Ordinal),
                    $"{client.Name} sees {string.Join(", ", funds)}.");
                results.Add(rows);
            }
            return "different funds, different columns";
        });
        world.Steps.Show($"\n  SELECT * FROM {world.Followed.Engine.Table(DemoWorld.Product, DemoWorld.NavTable)}\n  {Newest} ORDER BY "
            + $"fund_id\n");
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow([.. world.Clients.Select(client =>
            new Text($"{client.Name}: {results[world.Clients.IndexOf(client)].Columns.Count} columns"))]);
        grid.AddRow([.. results.Select(rows => Terminal.ToTable(Shown(rows)))]);
        world.Terminal.Words.Write(grid);

        foreach (var client in world.Clients)
            await LeakCheck.RunAsync(world, client, cancellation);
        await JoinAsync(world, cancellation);
    }

    private static async Task JoinAsync(DemoWorld world, CancellationToken cancellation)
    {
        var engine = world.Followed.Engine;
        var file = Path.Combine(world.Pack.Folder, "client-files", "hedge-fund-holdings.csv");
        DataRows? rows = null;
        await world.Steps.RunAsync($"{world.Followed.Name}: join its own holdings file with the live product", async () =>
        {
            rows = await engine.QueryAsync(
                $"""
                SELECT h.book AS book, count(*) AS positions, round(sum(h.units * CAST(n.nav AS DOUBLE)), 2) AS market_value,
                       round(sum(h.units * (CAST(n.nav AS DOUBLE) - h.cost_per_unit_usd)), 2) AS gain
                FROM {engine.CsvFile(file)} AS h
                JOIN (SELECT fund_id, nav FROM {engine.Table(DemoWorld.Product, DemoWorld.NavTable)} {Newest}) AS n ON n.fund_id = h.fund_id
                GROUP BY h.book ORDER BY h.book
                """, cancellation);
            DemoStepFailedException.Unless(rows.Values.Count > 0, "the join gives no row.");
            return string.Create(CultureInfo.InvariantCulture, $"{rows.Values.Count} books valued, nothing loaded anywhere");
        });
        world.Steps.Show(rows!);
    }

    private static DataRows Shown(DataRows rows)
    {
        var columns = ShownColumns.Where(rows.Columns.Contains).ToList();
        return new DataRows(columns, [.. rows.Values.Select(row =>
            (IReadOnlyList<object?>)[.. columns.Select(column => row[Index(rows, column)])])]);
    }

    private static int Index(DataRows rows, string column) => rows.Columns.ToList().IndexOf(column);
}
