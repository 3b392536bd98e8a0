namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>Readers bind by name: each version is read by its own, and no range is given that would lose a column in silence.</summary>
public sealed class RenamedColumnTests : IAsyncLifetime, IDisposable
{
    private const string Nav = SharingWorld.NavPath;

    private readonly SharingWorld _shared = new();

    public async Task InitializeAsync()
    {
        await _shared.InitializeAsync();
        await _shared.World.PublishRenamedAsync(4, "nav", "net_asset_value");
    }

    public Task DisposeAsync() => _shared.DisposeAsync();

    public void Dispose() => _shared.Dispose();

    [Fact]
    public async Task A_version_has_the_names_of_its_time_in_metadata_statistics_and_files()
    {
        foreach (var (version, name) in new[] { (3, "nav"), (4, "net_asset_value") })
        {
            var lines = await _shared.LinesAsync(Nav + "/query", $$"""{"version":{{version}},"predicateHints":["{{name}} > 0"]}""");
            Assert.Contains($"\"{name}\"", (string)lines[1]["metaData"]!["schemaString"]!, StringComparison.Ordinal);
            Assert.Contains($"\"{name}\":114.000000", (string)lines[2]["file"]!["stats"]!, StringComparison.Ordinal);
            var files = await _shared.FilesAsync(SharingWorld.Urls(lines));
            Assert.Equal(["26|114.000000"], _shared.Rows($"SELECT count({name}), CAST(max({name}) AS VARCHAR) FROM read_parquet({files})"));
        }
    }

    [Fact]
    public async Task A_range_over_the_renaming_is_refused_with_its_version_or_given_with_the_metadata_of_both()
    {
        (int, string, string) refusal = (
            400, "INVALID_PARAMETER_VALUE",
            "Version 4 dropped, renamed or retyped a column, so files before and after it are not read as one: end at 3, and begin again at 4.");
        Assert.Equal(refusal, await _shared.ErrorAsync(Nav + "/changes?startingVersion=2"));
        Assert.Equal(refusal, await _shared.ErrorAsync(Nav + "/query", """{"startingVersion":3}"""));
        Assert.Equal(["protocol", "metaData", "cdf"], (await _shared.LinesAsync(Nav + "/changes?startingVersion=3&endingVersion=3")).Select(line => line.Single().Key));
        // No row changed: what a column is called is no change.
        Assert.Equal(["protocol", "metaData"], (await _shared.LinesAsync(Nav + "/changes?startingVersion=4")).Select(line => line.Single().Key));

        var history = await _shared.LinesAsync(Nav + "/changes?startingVersion=2&includeHistoricalMetadata=True");
        Assert.Equal(
            ["protocol 0", "metaData 2", "add 2", "cdf 3", "metaData 4"],
            history.Select(line => $"{line.Single().Key} {(long?)line.Single().Value!["version"] ?? 0}"));
        var changes = await _shared.FilesAsync([(string)history[3]["cdf"]!["url"]!]);
        Assert.Equal(["4"], _shared.Rows($"SELECT count(nav) FROM read_parquet({changes})"));
    }
}
