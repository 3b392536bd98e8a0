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
        Assert.Equal("MethodNotAllowed 405", Text("write"));
        Assert.Equal("MethodNotAllowed 405", Text("delete"));
    }
}
