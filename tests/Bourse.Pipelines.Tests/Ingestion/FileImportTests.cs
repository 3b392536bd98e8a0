using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Ingestion;

public sealed class FileImportTests
{
    private static readonly TableIdentifier s_table = TableIdentifier.Parse("gold.mine");

    [Fact]
    public async Task A_Parquet_file_becomes_a_table_with_its_types_and_a_newer_one_replaces_its_rows()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var import = new FileImport(world.Tables, new TabularFileReader(new InProcessEngine()));
        var file = WriteParquet(world, "SELECT 1 AS id, 1.25::DECIMAL(9,2) AS price, DATE '2024-05-31' AS day, 'x' AS name, [1.5, NULL] AS list, {'a': 1} AS pair");
        Assert.Equal(1, Assert.IsType<IngestionOutcome.Ingested>(await ImportAsync(import, file)).RowCount);
        Assert.Equal(
            ["1 id int", "2 price decimal(9, 2)", "3 day date", "4 name string"],
            (await world.OpenAsync("gold.mine")).Metadata.CurrentSchema.Fields.Take(4).Select(field => $"{field.Id} {field.Name} {field.Type}"));
        Assert.Equal([1, 1.25m, new DateOnly(2024, 5, 31), "x"], (await world.RowsAsync("SELECT id, price, day, name FROM gold.mine"))[0]);
        Assert.IsType<IngestionOutcome.AlreadyThere>(await ImportAsync(import, file));

        WriteParquet(world, "SELECT 2 AS id, 2.5::DECIMAL(9,2) AS price, NULL::DATE AS day, 'y' AS name, [2.5] AS list, {'a': 2} AS pair, 7 AS added");
        await ImportAsync(import, file);
        Assert.Equal([[2, 7]], await world.RowsAsync("SELECT id, added FROM gold.mine"));
        WriteParquet(world, "SELECT 2 AS id");
        var error = await Assert.ThrowsAsync<PipelineException>(() => ImportAsync(import, file));
        Assert.Equal(
            "my.parquet: the table has price, day, name, list, pair, added, and this run does not give it; a table keeps its columns, which may be null.", error.Message);
    }

    [Fact]
    public async Task Only_a_table_that_an_import_made_can_be_what_an_import_left_unfinished()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        await ImportAsync(new FileImport(world.Tables, new TabularFileReader(new InProcessEngine())), WriteParquet(world, "SELECT 1 AS id"));
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "raw.csv", "k,v\na,1\n"));

        Assert.True(FileImport.IsUnfinished((await world.Tables.FindAsync(s_table))!));
        Assert.False(FileImport.IsUnfinished((await world.Tables.FindAsync(TableIdentifier.Parse("bronze.raw")))!));
    }

    [Fact]
    public async Task A_text_file_takes_the_types_of_its_table()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var import = new FileImport(world.Tables, new TabularFileReader(new InProcessEngine()));
        await ImportAsync(import, world.WriteFile("my.csv", "isin,price\nX1,1.50\n"));
        await ImportAsync(import, world.WriteFile("my.csv", "isin,price\n42,7\n"));
        Assert.Equal([["42", "7.00"]], await world.RowsAsync("SELECT isin, price::VARCHAR FROM gold.mine"));
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_a_table_that_nothing_lists_begins_anew_with_the_next_file()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var import = new FileImport(world.Tables, new TabularFileReader(new InProcessEngine()));
        await ImportAsync(import, world.WriteFile("my.csv", "id,extra\n1,x\n"));
        var other = world.WriteFile("my.csv", "id\none\n");
        var before = await world.SnapshotAsync("gold.mine");

        await Assert.ThrowsAsync<PipelineException>(() => import.PlanAsync(other, s_table));
        var plan = await import.PlanAsync(other, s_table, anew: true);
        Assert.Equal(before, await world.SnapshotAsync("gold.mine"));
        await import.ImportAsync(plan);

        Assert.Equal([["one"]], await world.RowsAsync("SELECT * FROM gold.mine"));
        Assert.Equal(["3 id string"], (await world.OpenAsync("gold.mine")).Metadata.CurrentSchema.Fields.Select(field => $"{field.Id} {field.Name} {field.Type}"));
        Assert.True((await import.PlanAsync(other, s_table, anew: true)).IsThere);
    }

    private static async Task<IngestionOutcome> ImportAsync(FileImport import, string file) => await import.ImportAsync(await import.PlanAsync(file, s_table));

    private static string WriteParquet(LakehouseWorld world, string select)
    {
        var file = world.WriteFile("my.parquet", "");
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [Path.GetDirectoryName(file)!] });
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO {Sql.Literal(file)} (FORMAT parquet)");
        return file;
    }
}
