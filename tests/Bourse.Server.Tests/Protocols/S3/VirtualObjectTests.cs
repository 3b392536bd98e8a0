using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Server.Tests.World;
using Bourse.Storage;
using Bourse.Storage.S3;

namespace Bourse.Server.Tests.Protocols.S3;

/// <summary>A file with a hidden column is served over HTTP in ranges, as readers of Parquet ask for them: the tail, the footer, then column chunks.</summary>
public sealed class VirtualObjectTests : IAsyncLifetime
{
    private const int Rows = 300_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-virtual-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private ExchangeWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await ExchangeWorld.StartAsync();
        await _world.PublishBulkAsync(2, Rows);
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_ranged_reader_gets_the_visible_cells_of_a_spliced_file()
    {
        var keys = _world.Hedge.Keys;
        using var store = new S3ObjectStore(
            new S3StoreOptions
            {
                Name = "client",
                Bucket = ExchangeWorld.Product.Value,
                Endpoint = new Uri(_world.Server.AwsAddress.GetLeftPart(UriPartial.Authority)),
                Region = ExchangeWorld.Region,
                PathStyle = true,
                Credentials = new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey.Reveal(), keys.SessionToken),
                LocalFolder = Path.Combine(_folder, "store"),
                RetryPause = TimeSpan.FromMilliseconds(1),
            },
            TimeProvider.System, _random);
        var largest = await LargestAsync(store);

        // 0. It has no digest but its blocks', so no checksum of the whole is told.
        using var http = new HttpClient();
        using var ask = WorldRequests.Make(
            _world.Server.AwsAddress, HttpMethod.Head, $"/{ExchangeWorld.Product}/{largest.Key}", _world.Hedge, RequestAuth.Signed, "s3", null,
            new KeyValuePair<string, string>("x-amz-checksum-mode", "ENABLED"));
        using var head = await http.SendAsync(ask);
        Assert.Equal((200, false), ((int)head.StatusCode, head.Headers.Contains("x-amz-checksum-sha256")));

        // 1. The footer by two ranges, and each column chunk by its own.
        var footer = await ParquetFooter.ReadAsync(store, largest.Key);
        Assert.Equal("Bourse version 1", footer.CreatedBy);
        Assert.Equal(["fund_id", "valid_date", "known_at", "nav"], footer.TopLevel.Select(e => e.Name));
        Assert.InRange(footer.RowGroups.Count, 2, 100);
        var ranged = new byte[largest.Length];
        var covered = 0L;
        foreach (var chunk in footer.RowGroups.SelectMany(g => g.Columns))
        {
            await ReadAsync(store, largest.Key, ranged, chunk.StartOffset, chunk.CompressedBytes);
            covered += chunk.CompressedBytes;
        }
        var end = 4 + covered;
        await ReadAsync(store, largest.Key, ranged, 0, 4);
        await ReadAsync(store, largest.Key, ranged, end, largest.Length - end);

        // 2. Together they are the whole, which an engine reads as the source's rows.
        Assert.Equal((await store.ReadAllAsync(largest.Key)).ToArray(), ranged);
        var path = Path.Combine(_folder, "ranged.parquet");
        await File.WriteAllBytesAsync(path, ranged);
        using var engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder] });
        using var connection = engine.Connect();
        var source = string.Create(CultureInfo.InvariantCulture, $"(SELECT CAST(hash(i) % 1000000000000 AS DECIMAL(18, 6)) AS nav FROM range({Rows}) AS t(i))");
        Assert.Equal(0, connection.QuerySingle<long>($"SELECT count(*) FROM (SELECT nav FROM {source} EXCEPT ALL SELECT nav FROM read_parquet({Sql.Literal(path)}))"));
        Assert.Equal(
            Rows, connection.QuerySingle<long>($"SELECT count(*) FROM read_parquet({Sql.Literal(path)}) WHERE fund_id = 'HEDGE-1' AND valid_date = DATE '2025-03-31'"));
    }

    private static async Task<ObjectInfo> LargestAsync(S3ObjectStore store)
    {
        ObjectInfo? largest = null;
        await foreach (var info in store.ListAsync(""))
            largest = largest is null || info.Length > largest.Length ? info : largest;
        return largest!;
    }

    private static async Task ReadAsync(S3ObjectStore store, ObjectKey key, byte[] target, long offset, long length)
    {
        await using var stream = await store.OpenReadAsync(key, offset, length);
        await stream.ReadExactlyAsync(target.AsMemory((int)offset, (int)length));
        Assert.Equal(-1, stream.ReadByte());
    }
}
