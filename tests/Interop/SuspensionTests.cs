using System.Diagnostics;
using Bourse.Access.Authorization;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>A suspended agreement is refused on every protocol within a second, by clients we did not write; the other client notices nothing.</summary>
[Trait("Runs", "measured")]
public sealed class SuspensionTests
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(1);

    [ToolFact("aws")]
    public async Task Suspending_one_agreement_closes_every_protocol_to_it_and_none_to_the_other()
    {
        await using var world = await ExchangeWorld.StartAsync();
        using var http = new HttpClient();
        Assert.True(await IsServedAsync(http, world, world.Hedge));
        Assert.True(await IsServedAsync(http, world, world.Pension));

        await world.SetStateAsync(world.Hedge, AgreementState.Suspended);
        var clock = Stopwatch.StartNew();
        while (await IsServedAsync(http, world, world.Hedge))
            Assert.True(clock.Elapsed < Allowed, $"still served after {clock.Elapsed}");
        Assert.True(clock.Elapsed < Allowed, $"refused only after {clock.Elapsed}");

        Assert.Contains("(AccessDenied)", (await world.AwsAsync(world.Hedge, "s3", "ls", "s3://portfolio-analytics")).Errors, StringComparison.Ordinal);
        Assert.Equal("", (await world.AwsAsync(world.Hedge, "s3", "ls")).Output);
        var assume = await world.AwsAsync(
            world.Hedge, "sts", "assume-role-with-web-identity", "--role-arn", world.Hedge.RoleArn, "--role-session-name", "desk-7",
            "--web-identity-token", world.Hedge.Token);
        Assert.Contains("(AccessDenied)", assume.Errors, StringComparison.Ordinal);
        Assert.Equal((401, """{"error":"invalid_client","error_description":"The client is unknown, or its secret or assertion is wrong, expired or used before."}"""),
            await TokenAsync(http, world, world.Hedge));
        Assert.Equal(200, (await TokenAsync(http, world, world.Pension)).Status);
        foreach (var target in Targets)
            Assert.Equal(403, await StatusAsync(http, world, world.Hedge, target));
        Assert.Contains("portfolio-analytics", (await world.AwsAsync(world.Pension, "s3", "ls")).Succeeded(), StringComparison.Ordinal);
        Assert.True(await IsServedAsync(http, world, world.Pension));

        await world.SetStateAsync(world.Hedge, AgreementState.Active);
        clock.Restart();
        while (!await IsServedAsync(http, world, world.Hedge))
            Assert.True(clock.Elapsed < Allowed, $"not served again after {clock.Elapsed}");
    }

    [ToolFact("chdb")]
    public async Task ClickHouse_is_refused_after_its_agreement_was_suspended()
    {
        await using var world = await ExchangeWorld.StartAsync();
        using var http = new HttpClient();
        await world.SetStateAsync(world.Hedge, AgreementState.Suspended);
        var clock = Stopwatch.StartNew();
        while (await IsServedAsync(http, world, world.Hedge))
            Assert.True(clock.Elapsed < Allowed, $"still served after {clock.Elapsed}");
        const string count = "SELECT count() FROM exchange.`portfolio-analytics.nav_history`";
        Assert.All(await world.ClickHouseAsync(world.Hedge, count), answer => Assert.True(answer.TryGetProperty("error", out _), answer.ToString()));
        Assert.Equal("""[[12]]""", (await world.ClickHouseAsync(world.Pension, count))[0].GetProperty("rows").ToString());
    }

    private static readonly string[] Targets =
    [
        "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables",
        "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history",
        "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history/credentials",
        "/v2/products/portfolio-analytics/revisions",
        "/v2/funds/HEDGE-1/nav",
    ];

    private static async Task<(int Status, string Body)> TokenAsync(HttpClient http, ExchangeWorld world, WorldClient client)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"), new("client_id", client.ClientId), new("client_secret", client.Secret)]);
        using var answer = await http.PostAsync(new Uri(world.Server.OpenAddress, "/oauth/token"), form);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<bool> IsServedAsync(HttpClient http, ExchangeWorld world, WorldClient client) =>
        await StatusAsync(http, world, client, Targets[1]) == 200;

    private static async Task<int> StatusAsync(HttpClient http, ExchangeWorld world, WorldClient client, string target)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, new Uri(world.Server.OpenAddress, target)) { Headers = { { "Authorization", $"Bearer {client.Token}" } } };
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
