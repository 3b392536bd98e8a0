using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

[Collection(InteropCollection.Name)]
public sealed class Boto3Tests(WorldFixture fixture)
{
    [ToolFact("boto3")]
    public async Task The_AWS_SDK_pages_ranges_and_reads_errors()
    {
        var world = fixture.World;
        var run = await ToolRun.RunAsync(
            "python3",
            [Path.Combine(InteropFolder.Path, "Clients", "boto.py"), WorldClients.Address(world.Server.AwsAddress), world.Hedge.RoleArn, "portfolio-analytics"],
            world.Hedge.Token);
        using var report = JsonDocument.Parse(run.Succeeded());
        string Text(string name) => report.RootElement.GetProperty(name).ToString();
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/client/", Text("identity"), StringComparison.Ordinal);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/client/boto", Text("assumed"));
        Assert.Equal("""["portfolio-analytics"]""", Text("buckets").Replace(" ", "", StringComparison.Ordinal));
        var keys = report.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!).ToList();
        Assert.True(keys.Count > 2);
        Assert.Equal(keys.Distinct().Order(StringComparer.Ordinal), keys);
        Assert.Equal("True", Text("full_pages"));
        Assert.Equal("True", Text("range_is_tail"));
        Assert.Equal("True", Text("head_agrees"));
        Assert.Equal("NoSuchKey 404", Text("missing"));
        Assert.Equal("AccessDenied 403", Text("unknown"));
        Assert.Equal("AccessDenied 403", Text("write"));
        Assert.Equal("AccessDenied 403", Text("delete"));
        Assert.Equal("AccessDenied 403", Text("upload"));
        Assert.Equal("NotImplemented 501", Text("acl"));
        Assert.Equal("304 304", Text("unchanged"));
        Assert.Equal("PreconditionFailed 412", Text("changed"));
        Assert.Equal("InvalidRange 416", Text("beyond"));
        Assert.Equal("True", Text("attributes_agree"));
        Assert.Equal("True", Text("checksum_verified"));
        Assert.Equal("True", Text("first_version_agrees"));
        Assert.Equal("True", Text("presigned_agrees"));
        Assert.Equal("True", Text("virtual_host_agrees"));
        Assert.Equal("True", Text("first_part_is_whole"));
        Assert.Equal("us-east-1", Text("located"));
    }
}
