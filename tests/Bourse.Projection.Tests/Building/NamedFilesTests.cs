using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Building;

/// <summary>Readers that bind by name (Delta Sharing) find every column of a revision's files under its present name and type, at every depth.</summary>
public sealed class NamedFilesTests
{
    private static readonly Schema Columns = new(0, [
        new NestedField(1, "fund", new IcebergType.String(), false), new NestedField(2, "n", new IcebergType.Int(), false),
        new NestedField(3, "price", new IcebergType.Struct([
            new NestedField(4, "amount", new IcebergType.Decimal(9, 2), false), new NestedField(5, "currency", new IcebergType.String(), false),
        ]), false),
    ]);

    [Theory]
    [InlineData("nothing", false, false)]
    [InlineData("column added", false, false)]
    [InlineData("column renamed", true, false)]
    [InlineData("field renamed", false, true)]
    [InlineData("int widened", false, true)]
    [InlineData("decimal widened", false, true)]
    public async Task A_revision_after_a_change_of_columns_has_files_of_its_own_names_and_types(string change, bool spliced, bool rewritten)
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        await world.AppendAsync(
            "SELECT 'F' || (i % 3) AS fund, CAST(i AS INTEGER) AS n, {'amount': CAST(i AS DECIMAL(9, 2)), 'currency': 'EUR'} AS price FROM range(1000) t(i)");
        var rules = ProjectionWorld.Rules(Expression.True, 1, 2, 3);
        await world.ServeAsync(rules, 1);
        await world.CommitAsync(world.Begin().UpdateSchema(columns => change switch
        {
            "column added" => columns.Add("later", new IcebergType.Date()),
            "column renamed" => columns.Rename("n", "number"),
            "field renamed" => columns.Rename("price.amount", "value"),
            "int widened" => columns.Widen("n", new IcebergType.Long()),
            "decimal widened" => columns.Widen("price.amount", new IcebergType.Decimal(18, 2)),
            _ => columns.Describe("n", "A number"),
        }));

        var table = await world.ServeAsync(rules, 2);

        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var file = Assert.Single(await copy.Table.Scan().PlanFilesAsync(Expression.True)).File;
        var footer = ParquetFooter.ReadFile(copy.PathOf(file.Path[$"s3://{table.Product}/".Length..]));
        Assert.Equal(table.Schema.Fields.Select(f => (f.Id, f.Name)), footer.TopLevel.Select(e => (e.FieldId!.Value, e.Name)));
        Assert.Equal(table.Schema.Fields.Select(f => f.Id), StoredColumns.Exact(footer, table.Schema).Order());
        // The engine takes the parts of a struct by name, where nobody tells it otherwise: one that was renamed would be null.
        var amount = change == "field renamed" ? "value" : "amount";
        using var sums = world.Connection.Query(
            $"SELECT CAST(sum(price.{amount}) AS BIGINT), count(price.currency) FROM ({await copy.Table.Scan().ToSqlAsync(Expression.True)})");
        Assert.Equal([499_500L, 1000L], sums.Rows().Single());
        Assert.Equal((spliced, rewritten), ((await world.StoredAsync("virtual/")).Count > 0, (await world.StoredAsync("pieces/")).Count > 0));
    }
}
