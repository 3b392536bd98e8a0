using System.Net;
using System.Net.Http.Headers;
using Bourse.Server.Tests.World;
using Bourse.Storage.Tests;
using Bourse.Storage.Tests.Local;

namespace Bourse.Server.Tests.Hosting;

/// <summary>A node serves from a disk that is full, for real: what it has recorded it goes on to serve, and nothing that it cannot record.</summary>
public sealed class FullDiskTests
{
    private const string DiskSize = "32m";
    private const string Target = "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables";

    // What the metastore's log has room for already is recorded before the disk is found full.
    private const int DecisionsMax = 4000;

    // A policy lease lives 700 ms: what else runs may not take the processor for so long.
    [Trait("Runs", "measured")]
    [SmallDiskFact]
    public async Task What_was_decided_before_is_served_what_cannot_be_recorded_is_not_and_all_is_again_when_there_is_space()
    {
        using var folder = new TemporaryDirectory();
        using var disk = SmallDisk.TryMount(folder.Path, DiskSize)!;
        await using var world = await ExchangeWorld.StartAsync(Path.Combine(disk.Path, "world"));
        using var http = new HttpClient();
        var ballast = Path.Combine(disk.Path, "ballast");
        var known = world.Hedge.Token;
        var before = await ReadAsync(http, world, known);
        Assert.Equal(HttpStatusCode.OK, before.Status);
        Fill(ballast, new DriveInfo(disk.Path).AvailableFreeSpace);

        var refused = before;
        for (var n = 0; n < DecisionsMax && refused.Status == HttpStatusCode.OK; n++)
            refused = await ReadAsync(http, world, NewSession(world));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refused.Status, refused.RetryAfter));
        Assert.DoesNotContain("disk", refused.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(disk.Path, refused.Body, StringComparison.Ordinal);
        Assert.Equal(before, await ReadAsync(http, world, known));
        // A denial is not told either without its record: both would be told apart by whether they leave one.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadAsync(http, world, NewSession(world), "/iceberg/v1/bourse/namespaces/no-such-product/tables")).Status);

        File.Delete(ballast);
        Assert.Equal(before.Body, (await ReadAsync(http, world, NewSession(world))).Body);
    }

    private static string NewSession(ExchangeWorld world) => world.BearerTokens.Issue(world.Hedge.Principal, 1, TimeSpan.FromHours(1)).Token.Reveal();

    private static async Task<(HttpStatusCode Status, string? RetryAfter, string Body)> ReadAsync(
        HttpClient http, ExchangeWorld world, string token, string target = Target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Server.OpenAddress, target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.RetryAfter?.ToString(), await answer.Content.ReadAsStringAsync());
    }

    private static void Fill(string file, long bytes) => File.WriteAllBytes(file, new byte[bytes]);
}
