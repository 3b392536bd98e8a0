using Bourse.Pipelines.Ingestion;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Ingestion;

public sealed class BronzeIngestionTests
{
    [Fact]
    public async Task A_file_comes_as_it_is_with_where_each_row_came_from()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var source = world.Source("raw", "data/raw.csv", "\ufeffName,\"The, \"\"Value\"\"\"\r\nx,1.0\r\n,\r\n\"multi\r\nline\",\" 2 \"\r\n");
        var outcome = Assert.IsType<IngestionOutcome.Ingested>(await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source));
        Assert.Equal(3, outcome.RowCount);
        Assert.Equal(
            [["x", "1.0", "data/raw.csv", source.Sha256, 1L], [null, null, "data/raw.csv", source.Sha256, 2L],
                ["multi\r\nline", " 2 ", "data/raw.csv", source.Sha256, 3L]],
            await world.RowsAsync("SELECT \"Name\", \"The, \"\"Value\"\"\", _source_file, _source_sha256, _row_number FROM bronze.raw ORDER BY _row_number"));
        Assert.IsType<DateTimeOffset>((await world.RowsAsync("SELECT _loaded_at FROM bronze.raw"))[0][0]);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_another_is_appended()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var ingestion = new BronzeIngestion(world.Tables, new InProcessEngine());
        var first = world.Source("raw", "a.csv", "x\n1\n");
        await ingestion.IngestAsync(first);
        var snapshot = await world.SnapshotAsync("bronze.raw");
        Assert.IsType<IngestionOutcome.AlreadyThere>(await ingestion.IngestAsync(first));
        Assert.Equal(snapshot, await world.SnapshotAsync("bronze.raw"));
        await ingestion.IngestAsync(world.Source("raw", "b.csv", "x\n2\n"));
        await ingestion.IngestAsync(world.Source("raw", "empty.csv", "x\n"));
        Assert.IsType<IngestionOutcome.AlreadyThere>(await ingestion.IngestAsync(world.Source("raw", "empty.csv", "x\n")));
        Assert.Equal([["1", "a.csv"], ["2", "b.csv"]], await world.RowsAsync("SELECT x, _source_file FROM bronze.raw ORDER BY 1"));
    }

    [Fact]
    public async Task Row_numbers_follow_the_file_also_when_it_is_read_in_parallel()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var lines = string.Join('\n', Enumerable.Range(1, 400_000).Select(i => $"{i},{new string('x', 100)}"));
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "big.csv", "i,text\n" + lines + "\n"));
        Assert.Equal([400_000L, 0L], (await world.RowsAsync("SELECT count(*), count(*) FILTER (CAST(i AS BIGINT) <> _row_number) FROM bronze.raw"))[0]);
    }

    [Fact]
    public async Task A_file_that_is_not_the_recorded_one_is_refused()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var source = world.Source("raw", "a.csv", "x\n1\n") with { Sha256 = new string('0', 64) };
        var error = await Assert.ThrowsAsync<PipelineException>(() => new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source));
        Assert.Matches("^a.csv is not the file that pack.yaml records: its SHA-256 is [0-9a-f]{64} and 0{64} was expected. Restore the file, or record the new digest "
            + "after checking what changed.$", error.Message);
        Assert.Null(await world.Catalog.LoadAsync(source.Table));
    }

    [Fact]
    public async Task Another_heading_is_refused_with_the_difference()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "a.csv", "x,y\n1,2\n"));
        var error = await Assert.ThrowsAsync<PipelineException>(
            () => new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "b.csv", "x,z\n1,2\n")));
        Assert.Equal("b.csv has other columns than bronze.raw: more: z; missing: y. Send it to a table of its own; silver can read both.", error.Message);
        await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "c.csv", "y,x\n2,1\n"));
        Assert.Equal([["1", "2"], ["1", "2"]], await world.RowsAsync("SELECT x, y FROM bronze.raw"));
    }

    [Theory]
    [InlineData("x,y\n1\n", "raw.csv cannot be read as CSV: Invalid Input Error: CSV Error on Line: 2")]
    [InlineData("x,y\n1,2,3\n", "raw.csv cannot be read as CSV: Invalid Input Error: CSV Error on Line: 2")]
    [InlineData("x,y\n1,\"open\n", "raw.csv cannot be read as CSV: Invalid Input Error: CSV Error on Line: 2")]
    [InlineData("x,,y\n1,2,3\n", "raw.csv: column 2 of the heading has no name.")]
    [InlineData("x,X\n1,2\n", "raw.csv: the heading names 'X' twice; the engine cannot tell them apart.")]
    [InlineData("x,\"open\n1,2\n", "raw.csv: the heading does not end; is a quote left open?")]
    [InlineData("x,_source_file\n1,2\n", "raw.csv: the heading names '_source_file', which is kept for where rows came from.")]
    [InlineData("", "raw.csv: column 1 of the heading has no name.")]
    public async Task A_broken_file_is_refused_whole(string text, string message)
    {
        await using var world = await LakehouseWorld.CreateAsync();
        var error =
            await Assert.ThrowsAsync<PipelineException>(() => new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(world.Source("raw", "raw.csv", text)));
        Assert.Equal(message, error.Message);
        Assert.Null(await world.SnapshotAsync("bronze.raw"));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused()
    {
        await using var world = await LakehouseWorld.CreateAsync();
        foreach (var bytes in new byte[][] { [.. "x\n"u8, 0xff, (byte)'\n'], [0xff, .. "x\n1\n"u8] })
        {
            var file = world.WriteFile("raw.csv", "");
            await File.WriteAllBytesAsync(file, bytes);
            var source = world.Source(
                "raw", "other.csv", "x\n") with { File = file, Name = "raw.csv", Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) };
            await Assert.ThrowsAsync<PipelineException>(() => new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source));
        }
    }
}
