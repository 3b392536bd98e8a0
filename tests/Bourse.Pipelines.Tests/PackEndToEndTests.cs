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
        output.WriteLine($"ran {first.Count} models in {clock.ElapsedMilliseconds} ms: " + string.Join(", ", first.Select(each => $"{each.Table.Name} {each.Elapsed.TotalMilliseconds:0}")));
        Assert.All(first, outcome => Assert.IsType<ModelOutcome.Written>(outcome));
        await AssertRowsAsync(world, promised => promised.First);
        await AssertContractsHoldAsync(world, pack);

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
                var source = (await world.Catalog.LoadAsync(TableIdentifier.Parse(table.PhysicalName)))!;
                tables.Add(table.Name, new PinnedTable(table.Name, source, world.Tables.Open(source), source.Metadata.CurrentSnapshot!));
            }
            Assert.Empty(ContractCheck.Against(contract, name => tables[name].Table.Metadata.CurrentSchema));
            var report = await new QualityRunner().CheckAsync(contract, tables, CancellationToken.None);
            foreach (var result in report.Results.Where(result => !result.Passed))
                output.WriteLine($"{result.Table} {result.Rule}: {result.Measured}, expected {result.Expected}");
            Assert.True(report.Passed);
            Assert.Equal(contract.Tables.Sum(table => table.Quality.Count), report.Results.Count);
        }
    }
}
