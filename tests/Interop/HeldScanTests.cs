using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>A foreign engine's scan that is open while the next revision is published gives the revision it was opened on.</summary>
public sealed class HeldScanTests : IDisposable
{
    private const string Table = "exchange.`portfolio-analytics.nav_history`";
    private const string Bucket = "portfolio-analytics";

    // Random values of 8 bytes: more than the buffers of a connection hold.
    private const int BulkRows = 1_500_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-scan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact("chdb")]
    public async Task ClickHouse_reads_its_revision_to_the_end_while_the_next_one_is_published()
    {
        await using var world = await ExchangeWorld.StartAsync();
        await world.PublishAsync(2);
        await world.PublishAsync(3);
        const string rows = $"SELECT fund_id, toString(valid_date), toString(known_at), toString(nav) FROM {Table} ORDER BY ALL";
        var before = await world.ClickHouseAsync(world.Hedge, rows, $"SELECT DISTINCT _path FROM {Table}");
        var (expected, files) = (Rows(before[0]), Rows(before[1]));
        Assert.True(files.Count > 1, "the scan would read its only file at once");
        var reads = await ReadsAsync(world);
        var publish = await world.PrepareRevisionAsync(4);

        // One row a block, each with the time at which the engine came to it; they take a quarter of a minute, the transaction a moment.
        const string slow = $"SELECT fund_id, toString(valid_date), toString(known_at), toString(nav), toUnixTimestamp64Milli(nowInBlock64(3)), _path, sleepEachRow(0.5) "
            + $"FROM {Table} SETTINGS max_threads = 1, max_block_size = 1, input_format_parquet_max_block_size = 1";
        var scan = world.ClickHouseAsync(world.Hedge, slow, rows);
        while (await ReadsAsync(world) == reads && !scan.IsCompleted)
            await Task.Delay(Poll);
        Assert.NotEqual(reads, await ReadsAsync(world));
        await publish();
        var published = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var answers = await scan;

        Assert.True(answers[0].TryGetProperty("rows", out var scanned), answers[0].ToString());
        var times = scanned.EnumerateArray().Select(row => long.Parse(row[4].ToString(), CultureInfo.InvariantCulture)).ToList();
        Assert.Contains(times, time => time > published);
        Assert.Equal(files, scanned.EnumerateArray().Select(row => row[5].GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, Rows(answers[0]));
        Assert.Equal(expected.Count + 2, Rows(answers[1]).Count);
    }

    [ToolFact("curl")]
    public async Task An_object_that_is_being_downloaded_stays_what_it_was_when_the_next_revision_is_published()
    {
        await using var world = await ExchangeWorld.StartAsync();
        await world.PublishBulkAsync(2, BulkRows);
        var (key, size) = await LargestAsync(world);
        var address = $"{WorldClients.Address(world.Server.AwsAddress)}/{Bucket}/{key}";
        var (quick, slow) = (Path.Combine(_folder, "quick"), Path.Combine(_folder, "slow"));
        (await DownloadAsync(world, address, quick)).Succeeded();

        var download = DownloadAsync(world, address, slow, "--limit-rate", string.Create(CultureInfo.InvariantCulture, $"{size / 5}"));
        while (Length(slow) == 0 && !download.IsCompleted)
            await Task.Delay(Poll);
        await world.PublishAsync(3);
        var readWhenPublished = Length(slow);
        (await download).Succeeded();

        Assert.InRange(readWhenPublished, 1, size - 1);
        Assert.Equal(size, Length(slow));
        Assert.Equal(Digest(quick), Digest(slow));
        // And afterwards the same object is there, with what is new beside it.
        Assert.Equal(Digest(quick), await DownloadedDigestAsync(world, address));
        Assert.NotEqual(key, (await ListAsync(world)).MaxBy(file => file.Written).Key);
    }

    // Every first read of an object is decided, and in the audit log, before its first byte. What earlier reads used follows later, in records of its own.
    private static Task<long> ReadsAsync(ExchangeWorld world) => world.Metastore.ReadAsync(session =>
        session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_pending WHERE body LIKE '%\"kind\":\"decision\"%' AND body LIKE '%.parquet%'"));

    private static List<string> Rows(JsonElement answer) =>
        [.. answer.GetProperty("rows").EnumerateArray().Select(row => string.Join(' ', row.EnumerateArray().Take(4))).Order(StringComparer.Ordinal)];

    private async Task<string> DownloadedDigestAsync(ExchangeWorld world, string address)
    {
        var file = Path.Combine(_folder, "again");
        (await DownloadAsync(world, address, file)).Succeeded();
        return Digest(file);
    }

    private static async Task<(string Key, long Size)> LargestAsync(ExchangeWorld world)
    {
        var (key, size, _) = (await ListAsync(world)).MaxBy(file => file.Size);
        return (key, size);
    }

    private static async Task<IReadOnlyList<(string Key, long Size, string Written)>> ListAsync(ExchangeWorld world)
    {
        using var listed = JsonDocument.Parse((await world.AwsAsync(world.Hedge, "s3api", "list-objects-v2", "--bucket", Bucket)).Succeeded());
        return [.. listed.RootElement.GetProperty("Contents").EnumerateArray().Select(item =>
            (item.GetProperty("Key").GetString()!, item.GetProperty("Size").GetInt64(), item.GetProperty("LastModified").GetString()!))];
    }

    private static Task<ToolRun> DownloadAsync(ExchangeWorld world, string address, string file, params string[] options)
    {
        var keys = world.Hedge.Keys;
        return ToolRun.RunAsync(
            "curl", ["-sS", "--fail", "--aws-sigv4", "aws:amz:us-east-1:s3", "-o", file, .. options, "-K", "-", address],
            $"user = \"{keys.AccessKeyId}:{keys.SecretAccessKey.Reveal()}\"\nheader = \"x-amz-security-token: {keys.SessionToken}\"\n"
                + "header = \"x-amz-content-sha256: UNSIGNED-PAYLOAD\"\n");
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
