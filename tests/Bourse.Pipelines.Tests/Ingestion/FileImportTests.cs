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
        Assert.Equal(1, Assert.IsType<IngestionOutcome.Ingested>(await import.ImportAsync(file, s_table)).RowCount);
        Assert.Equal(
            ["1 id int", "2 price decimal(9, 2)", "3 day date", "4 name string"],
            (await world.OpenAsync("gold.mine")).Metadata.CurrentSchema.Fields.Take(4).Select(field => $"{field.Id} {field.Name} {field.Type}"));
        Assert.Equal([1, 1.25m, new DateOnly(2024, 5, 31), "x"], (await world.RowsAsync("SELECT id, price, day, name FROM gold.mine"))[0]);
        Assert.IsType<IngestionOutcome.AlreadyThere>(await import.ImportAsync(file, s_table));

        WriteParquet(world, "SELECT 2 AS id, 2.5::DECIMAL(9,2) AS price, NULL::DATE AS day, 'y' AS name, [2.5] AS list, {'a': 2} AS pair, 7 AS added");
        await import.ImportAsync(file, s_table);
        Assert.Equal([[2, 7]], await world.RowsAsync("SELECT id, added FROM gold.mine"));
        WriteParquet(world, "SELECT 2 AS id");
        var error = await Assert.ThrowsAsync<PipelineException>(() => import.ImportAsync(file, s_table));
        Assert.Equal("my.parquet: the table has price, day, name, list, pair, added, and this run does not give it; a column that was published is kept.", error.Message);
    }

    [Fact]
    public async Task Only_a_table_that_an_import_made_can_be_what_an_import_left_unfinished()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        await new FileImport(world.Tables, new TabularFileReader(new InProcessEngine())).ImportAsync(WriteParquet(world, "SELECT 1 AS id"), s_table);
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "raw.csv", "k,v\na,1\n"));

        Assert.True(FileImport.IsUnfinished((await world.Tables.FindAsync(s_table))!));
        Assert.False(FileImport.IsUnfinished((await world.Tables.FindAsync(TableIdentifier.Parse("bronze.raw")))!));
    }

    private static string WriteParquet(LakehouseWorld world, string select)
    {
        var file = world.WriteFile("my.parquet", "");
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [Path.GetDirectoryName(file)!] });
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO {Sql.Literal(file)} (FORMAT parquet)");
        return file;
    }
}
