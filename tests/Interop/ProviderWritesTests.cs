using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>Tools that others wrote put a provider's files into the lakehouse's bucket, find them equal, and remove them.</summary>
[Collection(InteropCollection.Name)]
public sealed class ProviderWritesTests(WorldFixture fixture) : IDisposable
{
    private const int BigBytes = 9 * 1024 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-writes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact("aws")]
    public async Task The_AWS_command_line_copies_synchronises_and_removes()
    {
        var (world, provider) = (fixture.World, fixture.World.Provider);
        var files = await WriteFilesAsync();
        (await world.AwsAsync(provider, "s3", "sync", _folder, "s3://lakehouse/aws")).Succeeded();
        Assert.Equal("", (await world.AwsAsync(provider, "s3", "sync", _folder, "s3://lakehouse/aws")).Succeeded());
        var back = Path.Combine(_folder, "back");
        (await world.AwsAsync(provider, "s3", "sync", "s3://lakehouse/aws", back)).Succeeded();
        foreach (var file in files)
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, file)), await File.ReadAllBytesAsync(Path.Combine(back, file)));
        (await world.AwsAsync(provider, "s3", "cp", "s3://lakehouse/aws/big", "s3://lakehouse/aws/copied")).Succeeded();
        Assert.Contains("copied", (await world.AwsAsync(provider, "s3", "ls", "s3://lakehouse/aws/")).Succeeded(), StringComparison.Ordinal);
        (await world.AwsAsync(provider, "s3", "rm", "--recursive", "s3://lakehouse/aws")).Succeeded();
        Assert.Equal("", (await world.AwsAsync(provider, "s3", "ls", "s3://lakehouse/aws/")).Output);
        // To a client there is no such bucket.
        Assert.Contains("AccessDenied", (await world.AwsAsync(world.Hedge, "s3", "ls", "s3://lakehouse/")).Errors, StringComparison.Ordinal);
    }

    [ToolFact("boto3")]
    public async Task The_AWS_SDK_uploads_in_parts_with_checksums_copies_tags_and_deletes()
    {
        var keys = fixture.World.Provider.Keys;
        var run = await ToolRun.RunAsync(
            "python3",
            [Path.Combine(InteropFolder.Path, "Clients", "boto_writes.py"), WorldClients.Address(fixture.World.Server.AwsAddress), "lakehouse", "boto"],
            $"{keys.AccessKeyId}\n{keys.SecretAccessKey.Reveal()}\n{keys.SessionToken}\n");
        using var report = JsonDocument.Parse(run.Succeeded());
        string Text(string name) => report.RootElement.GetProperty(name).ToString().Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal("True", Text("big"));
        Assert.Equal("True", Text("big_tag_has_parts"));
        Assert.Equal("""[{"desk":"seven"},"text/x-desk"]""", Text("big_said"));
        Assert.Equal("True", Text("small_tag"));
        Assert.Equal("max-age=5", Text("small_cache").Replace("private,", "", StringComparison.Ordinal));
        Assert.Equal("""[["kind","raw"],["team","ab"]]""", Text("copy_tags"));
        Assert.Equal("[[1,256]]", Text("parts"));
        Assert.Equal("""["boto/from-parts"]""", Text("uploads"));
        Assert.Equal("NoSuchUpload404", Text("aborted"));
        Assert.Equal("BadDigest400", Text("bad_digest"));
        Assert.Equal("""["boto/big","boto/copied","boto/from-parts","boto/small"]""", Text("keys"));
        Assert.Equal("5", Text("deleted"));
        Assert.Equal("NoSuchKey404", Text("gone"));
    }

    [ToolFact("s3cmd")]
    public async Task S3cmd_puts_finds_equal_and_deletes()
    {
        var (world, provider) = (fixture.World, fixture.World.Provider);
        await WriteFilesAsync();
        var big = Path.Combine(_folder, "big");
        (await world.S3CmdAsync(provider, "put", "--multipart-chunk-size-mb=5", big, "s3://lakehouse/s3cmd/big")).Succeeded();
        (await world.S3CmdAsync(provider, "get", "s3://lakehouse/s3cmd/big", big + ".back")).Succeeded();
        Assert.Equal(await File.ReadAllBytesAsync(big), await File.ReadAllBytesAsync(big + ".back"));
        (await world.S3CmdAsync(provider, "del", "s3://lakehouse/s3cmd/big")).Succeeded();
        Assert.Equal("", (await world.S3CmdAsync(provider, "ls", "s3://lakehouse/s3cmd/")).Succeeded());
    }

    [ToolFact("rclone")]
    public async Task Rclone_synchronises_and_finds_what_it_wrote_equal()
    {
        var (world, provider) = (fixture.World, fixture.World.Provider);
        await WriteFilesAsync();
        (await world.RcloneAsync(provider, "sync", "--s3-upload-cutoff=5M", "--s3-chunk-size=5M", _folder, "bourse:lakehouse/rclone")).Succeeded();
        (await world.RcloneAsync(provider, "check", _folder, "bourse:lakehouse/rclone")).Succeeded();
        (await world.RcloneAsync(provider, "purge", "bourse:lakehouse/rclone")).Succeeded();
        Assert.Equal("", (await world.RcloneAsync(provider, "lsf", "bourse:lakehouse/rclone")).Output);
    }

    [ToolFact("chdb")]
    public async Task ClickHouse_inserts_by_its_own_S3_client_and_reads_what_it_wrote()
    {
        var (world, keys) = (fixture.World, fixture.World.Provider.Keys);
        var file = $"s3('{WorldClients.Address(world.Server.AwsAddress)}/lakehouse/clickhouse/numbers.parquet', '{keys.AccessKeyId}', "
            + $"'{keys.SecretAccessKey.Reveal()}', '{keys.SessionToken}', 'Parquet')";
        var answers = await world.ClickHouseAsync(
            world.Hedge, $"INSERT INTO FUNCTION {file} SELECT number FROM numbers(100000)", $"SELECT count(), sum(number) FROM {file}");
        Assert.False(answers[0].TryGetProperty("error", out var error), error.ToString());
        Assert.Equal("""[["100000","4999950000"]]""", answers[1].GetProperty("rows").GetRawText().Replace("[[100000,4999950000]]", """[["100000","4999950000"]]"""));
    }

    private async Task<string[]> WriteFilesAsync()
    {
        var big = new byte[BigBytes];
        new Random(7).NextBytes(big);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "big"), big);
        Directory.CreateDirectory(Path.Combine(_folder, "deep", "er"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "deep", "er", "some file+1.txt"), "text");
        await File.WriteAllBytesAsync(Path.Combine(_folder, "empty"), []);
        return ["big", Path.Combine("deep", "er", "some file+1.txt"), "empty"];
    }
}
