using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Quality;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Quality;

public sealed class QualityRunnerTests
{
    private static readonly TableName s_table = TableName.Parse("prices");

    // A measure, or "? " and why there is none.
    public static TheoryData<string, QualityMeasure, string> Measures => new()
    {
        { "rows", new QualityMeasure.RowCount(), "5" },
        { "nulls", new QualityMeasure.NullValues("currency"), "1" },
        { "missing", new QualityMeasure.MissingValues("currency", Values("n/a", "it's")), "3" },
        { "valid", new QualityMeasure.NotIn("currency", Values("USD")), "2" },
        { "pattern", new QualityMeasure.NotMatching("currency", "[A-Z]{3}"), "2" },
        { "closed", new QualityMeasure.OutOfRange("price", new Threshold.Range(0, true, 2.5m, true)), "2" },
        { "open ended", new QualityMeasure.OutOfRange("price", new Threshold.Range(-1, false, null, false)), "1" },
        { "duplicates", new QualityMeasure.DuplicateValues(Values("id")), "2" },
        { "duplicates of two", new QualityMeasure.DuplicateValues(Values("id", "currency")), "1" },
        { "sql", new QualityMeasure.Sql("SELECT avg(price) FROM ${object} WHERE currency = 'USD'"), "1.75" },
        { "sql number", new QualityMeasure.Sql("SELECT sum(id) FROM ${object}"), "9" },
        { "sql null", new QualityMeasure.Sql("SELECT max(price) FROM ${object} WHERE id > 100"), "? the query gives no number" },
        { "sql text", new QualityMeasure.Sql("SELECT 'x'"), "? the query gives no number" },
        { "sql rows", new QualityMeasure.Sql("SELECT id FROM ${object}"), "? One row and one column were expected; the result has several rows and 1 columns." },
        { "two statements", new QualityMeasure.Sql("SELECT 1; SELECT 2"), "? The text holds 2 statements; write exactly one SELECT." },
        { "a change", new QualityMeasure.Sql("DROP VIEW ${object}"), "? Only a SELECT is run here; this is another statement." },
        { "a file", new QualityMeasure.Sql("SELECT count(*) FROM read_text('/etc/passwd')"),
            "? Permission Error: Cannot access file \"/etc/passwd\" - file system operations are disabled by configuration" },
        { "no column", new QualityMeasure.NullValues("nothing"), "? Binder Error: Referenced column \"nothing\" not found in FROM clause!" },
    };

    [Theory]
    [MemberData(nameof(Measures))]
    public async Task Each_measure_counts_what_it_says(string name, QualityMeasure measure, string measured)
    {
        await using var world = await WorldAsync();
        var result = Assert.Single((await CheckAsync(world, Rule(name, measure))).Results);
        var expected = measured.StartsWith("? ", StringComparison.Ordinal) ? (Measured: "not measured", Problem: measured[2..]) : (measured, null);
        Assert.Equal((name, expected.Measured, expected.Problem, "= 0", measured == "0"), (result.Rule, result.Measured, result.Problem, result.Expected, result.Passed));
    }

    [Fact]
    public async Task A_failed_rule_stops_a_revision_only_when_it_is_blocking_and_shares_are_of_all_rows()
    {
        await using var world = await WorldAsync();
        var share = Rule("share", new QualityMeasure.NullValues("currency")) with { InPercent = true, Threshold = new Threshold.Range(null, false, 20, true) };
        var warning = Rule("warning", new QualityMeasure.RowCount()) with { Blocking = false };
        var report = await CheckAsync(world, share, warning);
        Assert.Equal(["20 % ≤ 20 % True", "5 = 0 False"], report.Results.Select(result => $"{result.Measured} {result.Expected} {result.Passed}"));
        Assert.True(report.Passed);
        Assert.False((await CheckAsync(world, warning with { Blocking = true })).Passed);
    }

    [Fact]
    public async Task Rules_are_measured_on_the_pinned_snapshot_and_a_missing_table_fails_them()
    {
        await using var world = await WorldAsync();
        var pinned = await PinAsync(world);
        await ImportAsync(world, world.WriteFile("p.csv", "id,currency,price\n1,USD,1.5\n"));
        var contract = Contract(Rule("rows", new QualityMeasure.RowCount()));
        var old = await new QualityRunner().CheckAsync(contract, new Dictionary<TableName, PinnedTable> { [s_table] = pinned }, CancellationToken.None);
        Assert.Equal("5", old.Results[0].Measured);
        var missing = await new QualityRunner().CheckAsync(contract, new Dictionary<TableName, PinnedTable>(), CancellationToken.None);
        Assert.Equal(("not measured", "the table prices is missing", false), (missing.Results[0].Measured, missing.Results[0].Problem, missing.Passed));
    }

    private static async Task<LakehouseWorld> WorldAsync()
    {
        var world = await LakehouseWorld.CreateAsync();
        var file = world.WriteFile("p.csv", "id,currency,price\n1,USD,1.5\n1,USD,2\n2,n/a,0\n2,it's,3\n3,,-1\n");
        await ImportAsync(world, file);
        return world;
    }

    private static async Task<QualityReport> CheckAsync(LakehouseWorld world, params QualityRule[] rules) =>
        await new QualityRunner().CheckAsync(Contract(rules), new Dictionary<TableName, PinnedTable> { [s_table] = await PinAsync(world) }, CancellationToken.None);

    private static async Task<PinnedTable> PinAsync(LakehouseWorld world)
    {
        var source = (await world.Catalog.LoadAsync(Catalog.TableIdentifier.Parse("gold.prices")))!;
        return new PinnedTable(s_table, source, world.Tables.Open(source), source.Metadata.CurrentSnapshot!);
    }

    private static QualityRule Rule(string name, QualityMeasure measure) => new()
    {
        Name = name, Description = name, Measure = measure, InPercent = false, Threshold = new Threshold.Equal(0), Blocking = true,
    };

    private static DataContract Contract(params QualityRule[] rules) => new()
    {
        Id = "c", Name = ProductName.Parse("prices"), Title = "Prices", Version = "1.0.0", Status = "active", Tags = [], Purpose = "A test.",
        Tables = [new ContractTable { Name = s_table, PhysicalName = "gold.prices", Description = "Prices.", Columns = [], Quality = rules }],
        ServiceLevels = [], Support = [], CustomProperties = new Dictionary<string, string>(), SampleQueries = [],
    };

    private static ValueList<string> Values(params string[] values) => values.ToValueList();

    private static async Task ImportAsync(LakehouseWorld world, string file)
    {
        var import = new FileImport(world.Tables, new Pipelines.Tabular.TabularFileReader(new InProcessEngine()));
        await import.ImportAsync(await import.PlanAsync(file, Catalog.TableIdentifier.Parse("gold.prices")));
    }
}
