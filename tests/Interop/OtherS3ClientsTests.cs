using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>S3 clients that share no code with AWS's: each lists, copies, and is refused in words it understands.</summary>
[Collection(InteropCollection.Name)]
public sealed class OtherS3ClientsTests(WorldFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-s3-clients-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact("s3cmd")]
    public async Task S3cmd_lists_locates_and_copies()
    {
        Assert.EndsWith("  s3://portfolio-analytics\n", (await S3CmdAsync("ls")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("Location:  us-east-1", (await S3CmdAsync("info", "s3://portfolio-analytics")).Output, StringComparison.Ordinal);
        var listed = (await S3CmdAsync("ls", "--recursive", "s3://portfolio-analytics")).Succeeded()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.True(listed.Count > 3);
        (await S3CmdAsync("sync", "s3://portfolio-analytics/", _folder + "/")).Succeeded();
        foreach (var file in listed)
            Assert.Equal(long.Parse(file[2]), new FileInfo(Path.Combine(_folder, file[3]["s3://portfolio-analytics/".Length..])).Length);
        var some = Path.Combine(_folder, "x");
        await File.WriteAllTextAsync(some, "x");
        Assert.Contains("403 (AccessDenied)", (await S3CmdAsync("put", some, "s3://portfolio-analytics/x")).Errors, StringComparison.Ordinal);
    }

    [ToolFact("rclone")]
    public async Task Rclone_lists_copies_and_finds_what_it_copied_equal()
    {
        Assert.Equal("portfolio-analytics/\n", (await RcloneAsync("lsf", "bourse:")).Succeeded());
        var listed = (await RcloneAsync("lsf", "-R", "--files-only", "bourse:portfolio-analytics")).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(listed.Length > 3);
        (await RcloneAsync("copy", "bourse:portfolio-analytics", _folder)).Succeeded();
        Assert.Equal(
            listed.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal));
        (await RcloneAsync("check", "--download", "bourse:portfolio-analytics", _folder)).Succeeded();
        Assert.Contains("AccessDenied", (await RcloneAsync("delete", "--retries", "1", $"bourse:portfolio-analytics/{listed[0]}")).Errors, StringComparison.Ordinal);
    }

    [ToolFact("chdb")]
    public async Task ClickHouse_reads_the_bucket_by_its_own_S3_client()
    {
        var (world, keys) = (fixture.World, fixture.World.Hedge.Keys);
        var answer = Assert.Single(await world.ClickHouseAsync(world.Hedge,
            $"SELECT DISTINCT fund_id FROM s3('{WorldClients.Address(world.Server.AwsAddress)}/portfolio-analytics/nav_history/**.parquet', '{keys.AccessKeyId}', "
            + $"'{keys.SecretAccessKey.Reveal()}', '{keys.SessionToken}', 'Parquet') ORDER BY 1"));
        Assert.Equal("""[["HEDGE-1"],["HEDGE-2"]]""", answer.GetProperty("rows").GetRawText());
    }

    private Task<ToolRun> S3CmdAsync(params string[] arguments) => fixture.World.S3CmdAsync(fixture.World.Hedge, arguments);

    private Task<ToolRun> RcloneAsync(params string[] arguments) => fixture.World.RcloneAsync(fixture.World.Hedge, arguments);
}
