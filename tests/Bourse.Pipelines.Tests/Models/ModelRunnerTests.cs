using Bourse.Iceberg.Expressions;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Models;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Models;

public sealed class ModelRunnerTests
{
    private const string Header = "-- name: gold.t\n-- description: A test.\n";

    [Fact]
    public async Task A_run_writes_once_and_again_only_when_rows_change()
    {
        await using var world = await WorldAsync("k,v\na,1\nb,2\n");
        var model = Read("-- key: k\n-- order: k\n",
            "SELECT k, CAST(v AS INTEGER) AS v FROM bronze.raw WHERE k <> 'ignored' QUALIFY row_number() OVER (PARTITION BY k ORDER BY _loaded_at DESC) = 1");
        Assert.Equal(2, Assert.IsType<ModelOutcome.Written>(await RunAsync(world, model)).RowCount);
        var first = await world.SnapshotAsync("gold.t");
        Assert.IsType<ModelOutcome.UpToDate>(await RunAsync(world, model));

        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "ignored.csv", "k,v\nignored,1\n"));
        Assert.Equal(2, Assert.IsType<ModelOutcome.SameRows>(await RunAsync(world, model)).RowCount);
        Assert.Equal(first, await world.SnapshotAsync("gold.t"));
        Assert.IsType<ModelOutcome.UpToDate>(await RunAsync(world, model));

        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "more.csv", "k,v\nc,3\n"));
        Assert.Equal(3, Assert.IsType<ModelOutcome.Written>(await RunAsync(world, model)).RowCount);
        Assert.NotEqual(first, await world.SnapshotAsync("gold.t"));
        Assert.Equal([["a", 1], ["b", 2], ["c", 3]], await world.RowsAsync("FROM gold.t ORDER BY k"));
        Assert.Equal(2, (await world.OpenAsync("gold.t")).Metadata.Snapshots.Count);
    }

    [Fact]
    public async Task Partitions_make_a_file_for_each_value()
    {
        await using var world = await WorldAsync("k,d\na,2024-01-31\na,2024-02-01\nb,2024-02-29\n");
        await RunAsync(world, Read("-- partition: identity(k), month(d)\n", "SELECT k, CAST(d AS DATE) AS d FROM bronze.raw"));
        var table = await world.OpenAsync("gold.t");
        Assert.Equal(["k", "d_month"], table.Metadata.DefaultSpec.Fields.Select(field => field.Name));
        var files = await table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.Equal(1, file.File.RecordCount));
    }

    [Fact]
    public async Task A_run_that_changes_few_rows_of_a_model_with_a_key_leaves_the_files_of_the_others()
    {
        await using var world = await WorldAsync("k,v\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i}\n")));
        var model = Read(
            "-- key: k\n-- order: v\n-- partition: identity(part)\n",
            "SELECT CAST(k AS INTEGER) AS k, CAST(v AS INTEGER) AS v, CAST(k AS INTEGER) % 4 AS part FROM bronze.raw QUALIFY row_number() OVER (PARTITION BY k ORDER BY "
                + "_loaded_at DESC) = 1");
        await RunAsync(world, model);
        var before = (await (await world.OpenAsync("gold.t")).Scan().PlanFilesAsync(Expression.True)).ToDictionary(t => t.File.Path, t => t.File.Partition);

        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "more.csv", "k,v\n4,400\n44,44\n"));
        Assert.Equal(41, Assert.IsType<ModelOutcome.Written>(await RunAsync(world, model)).RowCount);
        var table = await world.OpenAsync("gold.t");
        var after = await table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(3, after.Count(t => before.ContainsKey(t.File.Path)));
        Assert.All(after, t => Assert.Empty(t.Deletes));
        Assert.Equal("overwrite", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal(41L, (await world.RowsAsync("SELECT count(*) FROM gold.t"))[0][0]);
        Assert.Equal(["4|400", "44|44"], (await world.RowsAsync("SELECT k, v FROM gold.t WHERE k IN (4, 44) ORDER BY k")).Select(r => $"{r[0]}|{r[1]}"));
        Assert.IsType<ModelOutcome.UpToDate>(await RunAsync(world, model));
    }

    [Fact]
    public async Task Types_of_the_engine_become_types_of_the_table()
    {
        await using var world = await WorldAsync("k\na\n");
        await RunAsync(world, Read("", "SELECT sum(1) AS total, 1::UTINYINT AS small, 1::UBIGINT AS big, 'x'::ENUM('x', 'y') AS choice, TIMESTAMP_NS '2024-01-01 "
            + "00:00:00.000001' AS moment, [1, 2] AS list, {'a': 1.5} AS pair FROM bronze.raw"));
        Assert.Equal(
            ["decimal(38, 0)", "int", "decimal(20, 0)", "string", "timestamp"],
            (await world.OpenAsync("gold.t")).Metadata.CurrentSchema.Fields.Take(5).Select(field => field.Type.ToString()));
        Assert.Equal(new DateTime(2024, 1, 1).AddMicroseconds(1), (await world.RowsAsync("SELECT moment FROM gold.t"))[0][0]);
    }

    [Fact]
    public async Task A_new_column_is_added_with_a_new_id_and_a_lost_or_changed_one_is_refused()
    {
        await using var world = await WorldAsync("k\na\n");
        await RunAsync(world, Read("", "SELECT k, 1 AS v FROM bronze.raw"));
        await RunAsync(world, Read("", "SELECT 'new' AS extra, k, 1 AS v FROM bronze.raw"));
        Assert.Equal(["1 k", "2 v", "3 extra"], (await world.OpenAsync("gold.t")).Metadata.CurrentSchema.Fields.Select(field => $"{field.Id} {field.Name}"));
        var lost = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(world, Read("", "SELECT k FROM bronze.raw")));
        Assert.Equal("models/gold/t.sql: the table has v, extra, and this run does not give it; a table keeps its columns, which may be null.", lost.Message);
        var changed = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(world, Read("", "SELECT k, 'x' AS v, 'y' AS extra FROM bronze.raw")));
        Assert.Equal("models/gold/t.sql: column 'v' is string and the table has int; cast it, or make a table of another name.", changed.Message);
    }

    [Theory]
    [InlineData("-- key: k\n", "SELECT 1 AS k FROM bronze.raw, range(3)",
        "models/gold/t.sql: 1 values of the key (k) come more than once; make the rows unique, or widen the key.")]
    [InlineData("-- order: nothing\n", "SELECT 1 AS k FROM bronze.raw", "models/gold/t.sql: order names 'nothing', which the SELECT does not give.")]
    [InlineData("-- partition: identity(nothing)\n", "SELECT 1 AS k FROM bronze.raw", "models/gold/t.sql: partition names 'nothing', which the SELECT does not give.")]
    [InlineData(
        "", "SELECT INTERVAL 1 DAY AS k FROM bronze.raw", "models/gold/t.sql: column 'k' is INTERVAL, which tables cannot hold; cast it, for example to VARCHAR.")]
    [InlineData("", "SELECT CAST(k AS INTEGER) AS k FROM bronze.raw",
        "models/gold/t.sql: Conversion Error: Could not convert string 'a' to INT32 when casting from source column k")]
    [InlineData("", "SELECT nothing FROM bronze.raw", "models/gold/t.sql: Binder Error: Referenced column \"nothing\" not found in FROM clause!")]
    [InlineData("", "SELECT * FROM bronze.raw, read_text('/etc/passwd')",
        "models/gold/t.sql: Permission Error: Cannot access file \"/etc/passwd\" - file system operations are disabled by configuration")]
    public async Task A_model_that_cannot_be_a_table_is_refused_and_leaves_none(string header, string sql, string message)
    {
        await using var world = await WorldAsync("k\na\n");
        var error = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(world, Read(header, sql)));
        Assert.Equal(message, error.Message.Split('\n')[0]);
        Assert.Null(await world.SnapshotAsync("gold.t"));
    }

    [Fact]
    public async Task A_model_over_a_table_that_is_not_there_yet_waits_for_nothing()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var error = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(world, Read("", "FROM bronze.raw")));
        Assert.Contains("bronze.raw is made by no model", error.Message);
    }

    private static async Task<LakehouseWorld> WorldAsync(string csv)
    {
        var world = await LakehouseWorld.CreateAsync();
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "raw.csv", csv));
        return world;
    }

    private static async Task<ModelOutcome> RunAsync(LakehouseWorld world, Model model) => Assert.Single(await new ModelRunner(world.Tables).RunAsync([model]));

    private static Model Read(string header, string sql) => ModelReader.Read($"{Header}{header}\n{sql}", "models/gold/t.sql");
}
