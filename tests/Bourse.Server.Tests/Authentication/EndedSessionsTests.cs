using System.Net;
using System.Net.Http.Headers;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Authentication;

/// <summary>What clients are told when their session is over: 401 on the open protocols, because they refresh on nothing else.</summary>
public sealed class EndedSessionsTests
{
    [Fact]
    [Trait("Runs", "measured")]
    public async Task A_revoked_principal_is_told_to_fetch_a_new_token_within_a_second()
    {
        await using var world = await ExchangeWorld.StartAsync();
        using var http = new HttpClient();
        await world.RevokeSessionsAsync(world.Hedge);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        HttpStatusCode status;
        while ((status = await StatusAsync(http, world, world.Hedge.Token)) == HttpStatusCode.OK)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"still served after {clock.Elapsed}");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, world, world.Pension.Token));

        using var s3 = WorldRequests.Make(world.Server.AwsAddress, HttpMethod.Get, "/portfolio-analytics", world.Hedge, RequestAuth.Signed, "s3");
        using var refused = await http.SendAsync(s3);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("<Code>ExpiredToken</Code>", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([
            new("Action", "AssumeRoleWithWebIdentity"), new("Version", "2011-06-15"), new("RoleArn", world.Hedge.RoleArn), new("RoleSessionName", "desk"),
            new("WebIdentityToken", world.Hedge.Token)]);
        using var assume = await http.PostAsync(world.Server.AwsAddress, form);
        Assert.Equal(HttpStatusCode.BadRequest, assume.StatusCode);
        Assert.Contains("<Code>ExpiredTokenException</Code>", await assume.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, ExchangeWorld world, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Server.OpenAddress, "/iceberg/v1/bourse/namespaces"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
