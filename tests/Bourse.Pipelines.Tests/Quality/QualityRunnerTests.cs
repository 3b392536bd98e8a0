using System.Globalization;
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
        var old = await CheckAsync(new GateInput { Contract = contract, Tables = Tables(pinned) });
        Assert.Equal("5", old.Results[0].Measured);
        var missing = await CheckAsync(new GateInput { Contract = contract, Tables = new Dictionary<TableName, PinnedTable>() });
        Assert.Equal(("not measured", "the table prices is missing", false), (missing.Results[0].Measured, missing.Results[0].Problem, missing.Passed));
    }

    [Fact]
    public async Task Comparing_measures_look_at_earlier_reports_the_revision_before_the_clock_and_the_source()
    {
        await using var world = await WorldAsync();
        await ImportAsync(world, world.WriteFile("s.csv", "id,currency,price\n1,USD,8\n"), "silver.trades");
        var sum = new QualityMeasure.Reconciliation("SELECT sum(price) FROM ${object}", "silver.trades", "SELECT sum(price) FROM ${source}");
        QualityRule[] rules =
        [
            Rule("change", new QualityMeasure.Change(new QualityMeasure.RowCount())),
            Rule("z", new QualityMeasure.RobustZ(new QualityMeasure.NullValues("currency"))) with { InPercent = true },
            Rule("shift", new QualityMeasure.DistributionShift("price")), Rule("age", new QualityMeasure.AgeHours("day")),
            Rule("sum", sum), Rule("share", sum) with { InPercent = true },
            Rule("nowhere", new QualityMeasure.Reconciliation("SELECT 1", "silver.nothing", "SELECT 1")),
        ];
        var first = await PinAsync(world);
        var input = new GateInput
        {
            Contract = Contract(rules), Tables = Tables(first),
            Sources = new Dictionary<string, PinnedTable> { ["silver.trades"] = await PinAsync(world, "silver.trades") },
        };

        Assert.Equal(
            [
                "change: no history (0 of 1 revisions), 5 kept, True", "z: no history (0 of 5 revisions), 20 kept, True",
                "shift: no history (0 of 1 revisions),  kept, True",
                "age: not measured,  kept, False", "sum: 2.5, 2.5 kept, False", "share: 31.25 %, 2.5 kept, False", "nowhere: not measured,  kept, False",
            ],
            (await CheckAsync(input)).Results.Select(Text));

        await ImportAsync(world, world.WriteFile("p.csv", "id,currency,price\n1,USD,1.5\n1,USD,2\n2,n/a,0\n2,it's,3\n3,,-1\n1,USD,2.5\n"));
        var reports = new[] { 10m, 20, 30, 20, 20 }.Select(share => Revision(("z", share), ("change", 5)));
        var next = await CheckAsync(input with { Tables = Tables(await PinAsync(world)), Previous = Tables(first), Earlier = [.. reports] });
        Assert.Equal(
            ["change: 20 %, 6 kept, False", "z: 0.664911, 16.666667 kept, False", "sum: 0, 0 kept, True", "share: 0 %, 0 kept, True"],
            next.Results.Where(result => result.Rule is "change" or "z" or "sum" or "share").Select(Text));
        Assert.True(next.Results.Single(result => result.Rule == "shift").Value > 0);
    }

    [Fact]
    public async Task An_age_is_counted_from_the_newest_value()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        await ImportAsync(world, world.WriteFile("d.csv", "day,at\n2026-01-01,2026-01-01T06:00:00Z\n2026-01-02,2026-01-02T06:30:00Z\n,\n"));
        var contract = Contract(Rule("day", new QualityMeasure.AgeHours("day")), Rule("at", new QualityMeasure.AgeHours("at")));
        var clock = new FixedClock(new DateTimeOffset(2026, 1, 3, 12, 0, 0, TimeSpan.Zero));
        var report = await new QualityRunner(clock).CheckAsync(new GateInput { Contract = contract, Tables = Tables(await PinAsync(world)) }, CancellationToken.None);
        Assert.Equal(["day: 36, 36 kept, False", "at: 29.5, 29.5 kept, False"], report.Results.Select(Text));
    }

    private static string Text(RuleResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Rule}: {result.Measured}, {result.Value:0.######} kept, {result.Passed}");

    private static Revision Revision(params (string Rule, decimal Value)[] measured) => new()
    {
        Product = ProductName.Parse("prices"), Number = 1, Id = "", PublishedAt = default, Comment = "", ContractDigest = "", Assets = [],
        Quality = new QualityReport([.. measured.Select(one => new RuleResult
        {
            Table = s_table.Value, Rule = one.Rule, Description = "", Measured = "", Expected = "", Passed = true, Blocking = true, Value = one.Value,
        })]),
    };

    private static Dictionary<TableName, PinnedTable> Tables(PinnedTable table) => new() { [s_table] = table };

    private static async Task<LakehouseWorld> WorldAsync()
    {
        var world = await LakehouseWorld.CreateAsync();
        var file = world.WriteFile("p.csv", "id,currency,price\n1,USD,1.5\n1,USD,2\n2,n/a,0\n2,it's,3\n3,,-1\n");
        await ImportAsync(world, file);
        return world;
    }

    private static async Task<QualityReport> CheckAsync(LakehouseWorld world, params QualityRule[] rules) =>
        await CheckAsync(new GateInput { Contract = Contract(rules), Tables = Tables(await PinAsync(world)) });

    private static Task<QualityReport> CheckAsync(GateInput input) => new QualityRunner(TimeProvider.System).CheckAsync(input, CancellationToken.None);

    private static async Task<PinnedTable> PinAsync(LakehouseWorld world, string table = "gold.prices")
    {
        var source = (await world.Catalog.LoadAsync(Catalog.TableIdentifier.Parse(table)))!;
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

    private static async Task ImportAsync(LakehouseWorld world, string file, string table = "gold.prices")
    {
        var import = new FileImport(world.Tables, new Pipelines.Tabular.TabularFileReader(new InProcessEngine()));
        await import.ImportAsync(await import.PlanAsync(file, Catalog.TableIdentifier.Parse(table)));
    }
}
