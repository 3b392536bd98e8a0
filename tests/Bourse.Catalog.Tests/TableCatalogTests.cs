using System.Text;
using Bourse.Iceberg.Partitioning;
using Bourse.Storage;

namespace Bourse.Catalog.Tests;

public sealed class TableCatalogTests
{
    [Fact]
    public async Task A_created_table_can_be_loaded_and_listed_also_after_a_restart()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var created = await world.CreateTableAsync("gold.nav_history");
        await world.CreateTableAsync("gold.benchmarks");
        await world.CreateTableAsync("silver.nav");

        await world.ReopenAsync();

        Assert.Equal(created, await world.LoadAsync("gold.nav_history"));
        Assert.Equal((1L, $"s3://lakehouse/gold/nav_history-{created.Metadata.TableUuid}"), (created.Version, created.Metadata.Location));
        Assert.Equal(["gold.benchmarks", "gold.nav_history"], (await world.Catalog.ListAsync("gold")).Select(table => table.ToString()));
        Assert.Empty(await world.Catalog.ListAsync("bronze"));
        Assert.Null(await world.Catalog.LoadAsync(TableIdentifier.Parse("gold.other")));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_the_loser_leaves_no_file()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var created = await world.CreateTableAsync("gold.nav_history");

        var second = await world.Catalog.CreateAsync(TableIdentifier.Parse("gold.nav_history"), CatalogWorld.Schema, PartitionSpec.Unpartitioned);

        Assert.IsType<CreateOutcome.AlreadyExists>(second);
        Assert.Equal(created, await world.LoadAsync("gold.nav_history"));
        Assert.Equal(1, await world.CountMetadataFilesAsync());
    }

    [Fact]
    public async Task A_metadata_file_that_is_not_the_committed_one_is_refused()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var table = await world.CreateTableAsync("gold.nav_history");
        var key = StoreLocation.Parse(table.MetadataLocation).Key;
        var text = Encoding.UTF8.GetString((await world.Store.ReadAllAsync(key)).Span);
        await world.Store.DeleteAsync(key);
        await world.Store.CreateAsync(key, Encoding.UTF8.GetBytes(text.Replace("nav", "naw", StringComparison.Ordinal)));

        var refused = await Assert.ThrowsAsync<CatalogException>(() => world.LoadAsync("gold.nav_history"));

        Assert.Equal(
            $"The metadata file {key} of table gold.nav_history is not the one that was committed: its SHA-256 differs. Restore it from a backup.",
            refused.Message);
    }

    [Fact]
    public async Task A_missing_metadata_file_is_named()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var table = await world.CreateTableAsync("gold.nav_history");
        var key = StoreLocation.Parse(table.MetadataLocation).Key;
        await world.Store.DeleteAsync(key);

        var refused = await Assert.ThrowsAsync<CatalogException>(() => world.LoadAsync("gold.nav_history"));

        Assert.StartsWith($"The metadata file {key} of table gold.nav_history cannot be read: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gold")]
    [InlineData("gold.")]
    [InlineData("gold.a.b")]
    [InlineData("platinum.nav")]
    [InlineData("gold.Nav")]
    [InlineData("gold.1nav")]
    [InlineData("gold.nav-history")]
    [InlineData("gold.../etc")]
    [InlineData("gold.nav\n")]
    public void A_malformed_name_is_refused(string text) => Assert.Throws<FormatException>(() => TableIdentifier.Parse(text));
}
