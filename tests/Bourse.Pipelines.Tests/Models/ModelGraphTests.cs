using Bourse.Catalog;
using Bourse.Pipelines.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Pipelines.Tests.Models;

public sealed class ModelGraphTests
{
    private static readonly HashSet<TableIdentifier> s_bronze = [TableIdentifier.Parse("bronze.raw")];

    [Fact]
    public void Models_run_after_what_they_read_and_else_by_name() => Assert.Equal(
        ["silver.a", "gold.b", "silver.c", "gold.a"],
        Order(("gold.a", "SELECT * FROM silver.c"), ("gold.b", "WITH x AS (FROM silver.a) FROM x, bronze.raw"), ("silver.c", "FROM silver.a, gold.b"),
            ("silver.a", "FROM bronze.raw")));

    [Fact]
    public void Unknown_tables_and_SQL_that_is_no_SELECT_are_all_listed() => Assert.Equal(
        """
        The models cannot be run:
        - models/gold/a.sql: silver.nothing is made by no model and is no bronze table of the pack; check the name.
        - models/gold/b.sql: Only a SELECT is run here; this is another statement.
        - models/gold/c.sql: pg_catalog.pg_class is made by no model and is no bronze table of the pack; check the name.
        """,
        Assert.Throws<PipelineException>(
            () => Order(("gold.a", "FROM silver.nothing"), ("gold.b", "DROP TABLE bronze.raw"), ("gold.c", "FROM pg_catalog.pg_class"))).Message);

    [Fact]
    public void A_circle_is_shown()
    {
        Assert.Equal(
            "These models need each other, so none can run first: gold.b → silver.c → silver.d → gold.b. Break the circle.",
            Assert.Throws<PipelineException>(
                () => Order(("gold.a", "FROM gold.b"), ("gold.b", "FROM silver.c"), ("silver.c", "FROM silver.d"), ("silver.d", "FROM gold.b"))).Message);
        Assert.Equal(
            "These models need each other, so none can run first: gold.a → gold.a. Break the circle.",
            Assert.Throws<PipelineException>(() => Order(("gold.a", "FROM gold.a"))).Message);
    }

    /// <summary>Model: edges only from a higher number to a lower one have no circle; every order that is given must respect them.</summary>
    [Fact]
    public void Random_graphs_without_circles_are_ordered() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(40)),
        Prop.ForAll(Gen.Choose(0, 9).Zip(Gen.Choose(0, 9)).ListOf().ToArbitrary(), pairs =>
        {
            var edges = pairs.Where(pair => pair.Item1 > pair.Item2).ToLookup(pair => Number(pair.Item1), pair => Number(pair.Item2));
            var models = Enumerable.Range(0, 10)
                .Select(n => (Number(n), "SELECT 1" + string.Concat(edges[Number(n)].Select(input => $" UNION ALL SELECT 1 FROM {input}"))));
            var order = Order([.. models]);
            return order.Count == 10 && edges.All(group => group.All(input => order.IndexOf(input) < order.IndexOf(group.Key)));
        }));

    // Names fall where numbers rise, so that the order by name alone would be wrong.
    private static string Number(int n) => $"silver.m{(char)('z' - n)}";

    private static List<string> Order(params (string Table, string Sql)[] models) =>
        [.. ModelGraph.Order([.. models.Select(model => Make(model.Table, model.Sql))], s_bronze).Select(parsed => parsed.Model.Table.ToString())];

    private static Model Make(string table, string sql) => new()
    {
        Table = TableIdentifier.Parse(table),
        Description = "A test.",
        Key = [],
        Partitions = [],
        Order = [],
        Sql = sql,
        File = $"models/{table.Replace('.', '/')}.sql",
    };
}
