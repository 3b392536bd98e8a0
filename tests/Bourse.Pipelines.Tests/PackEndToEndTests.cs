using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Models;
using Bourse.Pipelines.Packs;
using Bourse.Pipelines.Quality;
using Xunit.Abstractions;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests;

/// <summary>The asset-management pack, whole and real: what its README promises about rows holds.</summary>
public sealed partial class PackEndToEndTests(ITestOutputHelper output)
{
    private static readonly (string Table, long First, long Second)[] s_promisedRows = ReadPromisedRows();

    [Fact]
    public async Task The_pack_is_built_twice_as_its_README_says_and_reruns_change_nothing()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var pack = PackReader.Read(Path.Combine(Repository.Root, "packs", "asset-management"));
        var clock = Stopwatch.StartNew();
        await IngestAsync(world, pack.Sources);
        output.WriteLine($"ingested {pack.Sources.Count} files in {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        var first = await new ModelRunner(world.Tables).RunAsync(pack.Models);
        output.WriteLine($"ran {first.Count} models in {clock.ElapsedMilliseconds} ms: "
            + string.Join(", ", first.Select(each => $"{each.Table.Name} {each.Elapsed.TotalMilliseconds:0}")));
        Assert.All(first, outcome => Assert.IsType<ModelOutcome.Written>(outcome));
        await AssertRowsAsync(world, promised => promised.First);
        await AssertContractsHoldAsync(world, pack);
        await AssertFundsAsync(world);

        var before = await SnapshotsAsync(world);
        clock.Restart();
        Assert.All(await new ModelRunner(world.Tables).RunAsync(pack.Models), outcome => Assert.IsType<ModelOutcome.UpToDate>(outcome));
        output.WriteLine($"reran {first.Count} models in {clock.ElapsedMilliseconds} ms");
        foreach (var source in pack.Sources)
            Assert.IsType<IngestionOutcome.AlreadyThere>(await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source));
        Assert.Equal(before, await SnapshotsAsync(world));

        clock.Restart();
        var revision = Assert.Single(pack.Revisions);
        await IngestAsync(world, revision.Sources);
        var second = await new ModelRunner(world.Tables).RunAsync(pack.Models);
        output.WriteLine($"revision 2 in {clock.ElapsedMilliseconds} ms");
        await AssertRowsAsync(world, promised => promised.Second);
        Assert.IsType<ModelOutcome.UpToDate>(second.Single(outcome => outcome.Table == TableIdentifier.Parse("silver.fx_usd_daily")));
        await AssertContractsHoldAsync(world, pack);
        await AssertQuarantineAsync(world);
        var restated = await world.RowsAsync(
            "SELECT count(*), count(DISTINCT nav) FROM gold.nav_history WHERE fund_id = 'MER-IDX-500' AND valid_date = DATE '2026-03-31'");
        Assert.Equal([2L, 2L], restated[0]);
    }

    private static async Task IngestAsync(LakehouseWorld world, IReadOnlyList<PackSource> sources)
    {
        foreach (var source in sources)
            Assert.IsType<IngestionOutcome.Ingested>(await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source));
    }

    private static async Task AssertRowsAsync(LakehouseWorld world, Func<(string Table, long First, long Second), long> rows)
    {
        foreach (var promised in s_promisedRows)
            Assert.Equal((promised.Table, rows(promised)), (promised.Table, (long)(await world.RowsAsync($"SELECT count(*) FROM {promised.Table}"))[0][0]!));
    }

    // Values and metrics, against loops over the files themselves.
    private static async Task AssertFundsAsync(LakehouseWorld world)
    {
        var funds = new FundArithmetic();
        var balanced = funds.Balanced60();
        await AssertNavsAsync(world, "MER-BAL-60", balanced, rowsMin: 870);
        await AssertNavsAsync(world, "MER-CSH-USD", FundArithmetic.Cash(), rowsMin: 9_000);
        await AssertNavsAsync(world, "MER-FX-G4", FundArithmetic.CurrencyBasket(), rowsMin: 4_700);

        var rows = await world.RowsAsync(
            """
            SELECT as_of_date, window_months, total_return, annualised_return, annualised_volatility, sharpe_ratio, sortino_ratio, maximum_drawdown
            FROM gold.performance_metrics WHERE fund_id = 'MER-BAL-60' ORDER BY ALL
            """);
        // Quarters to March 2026 whose window begins in April 1953 or later.
        Assert.Equal(288 + 280 + 272 + 252, rows.Count);
        foreach (var row in rows)
        {
            var expected = funds.Metrics(balanced, (DateOnly)row[0]!, (int)row[1]!);
            Assert.All(row.Skip(2).Zip(expected), pair => Assert.Equal(pair.Second is null, pair.First is null));
            Assert.All(row.Skip(2).Zip(expected).Where(pair => pair.First is not null), pair => Assert.Equal(pair.Second!.Value, (double)pair.First!, 2e-6));
        }
    }

    // From 1990 on: more rows than that are not returned at once.
    private static async Task AssertNavsAsync(LakehouseWorld world, string fund, SortedDictionary<DateOnly, double> expected, int rowsMin)
    {
        var rows = await world.RowsAsync(
            $"SELECT valid_date, CAST(nav AS DOUBLE) FROM gold.nav_history WHERE fund_id = '{fund}' AND (frequency = 'monthly' OR valid_date >= DATE '1990-01-01') "
                + "ORDER BY ALL");
        var wanted = expected.Where(n => fund.StartsWith("MER-BAL", StringComparison.Ordinal) || n.Key >= new DateOnly(1990, 1, 1)).ToArray();
        Assert.InRange(rows.Count, rowsMin, 10_000);
        Assert.Equal(wanted.Select(n => n.Key), rows.Select(row => (DateOnly)row[0]!));
        Assert.All(rows.Zip(wanted), pair => Assert.Equal(pair.Second.Value, (double)pair.First[1]!, 1e-6 + (pair.Second.Value * 1e-9)));
    }

    /// <summary>The README's table of defects: <c>| vix-daily | open outside … | 47 cells | …</c>.</summary>
    private static async Task AssertQuarantineAsync(LakehouseWorld world)
    {
        Assert.Equal(
            [["0.0 means missing", "cell", 396L]], await world.RowsAsync("SELECT reason, rejected, count(*) FROM silver.shiller_monthly_quarantine GROUP BY ALL"));
        var vix = Assert.Single(await world.RowsAsync("SELECT column_name, rejected, count(*) FROM silver.vix_daily_quarantine GROUP BY ALL"));
        Assert.Equal(["OPEN", "cell", 47L], vix);
        Assert.Equal(
            [[198_354L]],
            await world.RowsAsync(
                """
                SELECT count(*) FROM (FROM bronze.fx_usd_daily UNPIVOT INCLUDE NULLS (v FOR c IN (COLUMNS(* EXCLUDE ("Data", _source_file, _source_sha256, _loaded_at, _row_number)))))
                WHERE v IS NULL
                """));
        foreach (var none in new[] { "fx_usd_daily", "fx_usd_monthly", "fed_funds_daily", "us_10y_yield_monthly" })
            Assert.Equal([[0L]], await world.RowsAsync($"SELECT count(*) FROM silver.{none}_quarantine"));
        // One calendar: what two tables say of one series, they say for the same time.
        Assert.Equal(
            [[0L]],
            await world.RowsAsync(
                """
                SELECT count(*) FROM gold.macro_indicators AS m JOIN gold.risk_factors AS r ON r.valid_date = m.valid_date
                    AND (m.indicator_id, r.factor_id) IN (('UST-10Y', 'RATE-US-10Y'), ('PE10-US', 'VALUE-US'), ('VIX', 'VOL-VIX'))
                WHERE m.known_at <> r.known_at
                """));
        Assert.Equal(
            [[0L]],
            await world.RowsAsync(
                """
                SELECT count(*) FROM gold.macro_indicators AS m JOIN silver.component_levels AS l ON l.component = 'UST10Y' AND l.valid_date = m.valid_date
                WHERE m.indicator_id = 'UST-10Y' AND m.known_at <> l.known_at
                """));
    }

    private static async Task<Dictionary<TableIdentifier, long?>> SnapshotsAsync(LakehouseWorld world)
    {
        var snapshots = new Dictionary<TableIdentifier, long?>();
        foreach (var table in await world.Tables.ListAsync())
            snapshots.Add(table, (await world.Catalog.LoadAsync(table))!.Metadata.CurrentSnapshotId);
        return snapshots;
    }

    /// <summary>The README's table: <c>| gold.nav_history | 69,536 | 69,542 | … |</c>.</summary>
    private static (string Table, long First, long Second)[] ReadPromisedRows()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "packs", "asset-management", "README.md"));
        var rows = PromisedRows().Matches(readme)
            .Select(match => (match.Groups[1].Value, Number(match.Groups[2].Value), Number(match.Groups[3].Value))).ToArray();
        Assert.Equal(6, rows.Length);
        return rows;

        static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\| (gold\.\w+) \| ([\d,]+) \| ([\d,]+) \|", RegexOptions.Multiline)]
    private static partial Regex PromisedRows();

    private async Task AssertContractsHoldAsync(LakehouseWorld world, Pack pack)
    {
        foreach (var file in pack.Contracts)
        {
            var contract = Assert.IsType<ContractParse.Valid>(ContractReader.Read(await File.ReadAllTextAsync(file))).Contract;
            var tables = new Dictionary<TableName, PinnedTable>();
            foreach (var table in contract.Tables)
            {
                tables.Add(table.Name, await PinAsync(world, table.Name, table.PhysicalName));
            }
            var sources = new Dictionary<string, PinnedTable>();
            foreach (var table in contract.Tables)
            {
                foreach (var reconciliation in table.Quality.Select(rule => rule.Measure).OfType<QualityMeasure.Reconciliation>())
                    sources.Add(reconciliation.Source, await PinAsync(world, table.Name, reconciliation.Source));
            }
            Assert.Empty(ContractCheck.Against(contract, name => tables[name].Table.Metadata.CurrentSchema));
            var input = new GateInput { Contract = contract, Tables = tables, Sources = sources };
            var report = await new QualityRunner(TimeProvider.System).CheckAsync(input, CancellationToken.None);
            foreach (var result in report.Results.Where(result => !result.Passed))
                output.WriteLine($"{result.Table} {result.Rule}: {result.Measured}, expected {result.Expected}");
            Assert.True(report.Passed);
            Assert.Equal(contract.Tables.Sum(table => table.Quality.Count), report.Results.Count);
        }
    }

    private static async Task<PinnedTable> PinAsync(LakehouseWorld world, TableName name, string physicalName)
    {
        var source = (await world.Catalog.LoadAsync(TableIdentifier.Parse(physicalName)))!;
        return new PinnedTable(name, source, world.Tables.Open(source), source.Metadata.CurrentSnapshot!);
    }
}
