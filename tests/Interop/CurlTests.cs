using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>curl, which has a token client's form posts and a SigV4 signer of its own.</summary>
[Collection(InteropCollection.Name)]
public sealed class CurlTests(WorldFixture fixture)
{
    [ToolFact("curl")]
    public async Task A_client_secret_becomes_a_token_and_the_token_reads_the_products()
    {
        var world = fixture.World;
        var open = WorldClients.Address(world.Server.OpenAddress);
        foreach (var endpoint in new[] { "/oauth/token", "/iceberg/v1/oauth/tokens" })
        {
            var granted = await ToolRun.RunAsync("curl", ["-sS", "--fail", "-K", "-", $"{open}{endpoint}"], $"""
                data = "grant_type=client_credentials"
                data = "client_id={world.Hedge.ClientId}"
                data = "client_secret={world.Hedge.Secret}"
                """);
            using var token = JsonDocument.Parse(granted.Succeeded());
            Assert.Equal("bearer", token.RootElement.GetProperty("token_type").GetString());
            var products = await ToolRun.RunAsync(
                "curl", ["-sS", "--fail", "-K", "-", $"{open}/v2/products"], $"oauth2-bearer = \"{token.RootElement.GetProperty("access_token").GetString()}\"\n");
            Assert.Contains("\"name\":\"portfolio-analytics\"", products.Succeeded(), StringComparison.Ordinal);
        }
    }

    [ToolFact("curl")]
    public async Task A_signed_request_reads_ones_own_fund_and_no_other()
    {
        using var own = JsonDocument.Parse((await SignedAsync("/v2/funds/HEDGE-1/nav?from=2024-06-01&to=2024-06-30")).Output.Split('\n')[0]);
        var value = Assert.Single(own.RootElement.GetProperty("values").EnumerateArray());
        Assert.Equal("2024-06-30", value.GetProperty("valid_date").GetString());
        Assert.Equal(106, value.GetProperty("nav").GetDecimal());
        Assert.Equal(["fund_id", "valid_date", "known_at", "nav"], value.EnumerateObject().Select(p => p.Name));

        var refusals = new List<string>();
        // curl signs a path with escapes otherwise than AWS does, so those go with a bearer token.
        foreach (var fund in new[] { "PENSION-1", "FUND-NOBODY", "no-such-fund", "%27%20OR%201%3D1--", "%2A", "%E2%80%AE" })
        {
            var target = $"/v2/funds/{fund}/nav";
            var lines = (await (fund.Contains('%') ? BearerAsync(target) : SignedAsync(target))).Output.Split('\n');
            Assert.Equal("403", lines[^1]);
            using var problem = JsonDocument.Parse(lines[0]);
            refusals.Add(string.Join(';', problem.RootElement.EnumerateObject().Where(p => p.Name != "requestId").Select(p => p.ToString())));
        }
        Assert.Single(refusals.Distinct());
    }

    private Task<ToolRun> BearerAsync(string target) => ToolRun.RunAsync(
        "curl",
        ["-sS", "-w", "\n%{http_code}", "-K", "-", WorldClients.Address(fixture.World.Server.OpenAddress) + target],
        $"oauth2-bearer = \"{fixture.World.Hedge.Token}\"\n");

    private Task<ToolRun> SignedAsync(string target)
    {
        var keys = fixture.World.Hedge.Keys;
        return ToolRun.RunAsync(
            "curl",
            ["-sS", "--aws-sigv4", "aws:amz:us-east-1:execute-api", "-w", "\n%{http_code}", "-K", "-", WorldClients.Address(fixture.World.Server.OpenAddress) + target],
            $"user = \"{keys.AccessKeyId}:{keys.SecretAccessKey.Reveal()}\"\nheader = \"x-amz-security-token: {keys.SessionToken}\"\n");
    }
}
