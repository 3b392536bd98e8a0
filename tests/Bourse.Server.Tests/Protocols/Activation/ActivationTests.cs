using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Activation;

[Collection(WorldCollection.Name)]
public sealed partial class ActivationTests(WorldFixture fixture)
{
    [Fact]
    public async Task Looking_at_the_link_uses_nothing_up_and_tells_nothing()
    {
        var token = await fixture.World.NewActivationTokenAsync(fixture.World.Pension);
        foreach (var (method, target) in new[] { (HttpMethod.Get, $"/activate?token={token}"), (HttpMethod.Head, $"/activate?token={token}"),
            (HttpMethod.Get, "/activate?token=forged") })
        {
            using var request = new HttpRequestMessage(method, new Uri(fixture.World.Server.OpenAddress, target));
            using var answer = await fixture.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            AssertGuarded(answer);
            Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }
        using var used = await PostAsync(("token", token), ("choice", "client_secret"));
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_works_at_the_token_endpoint()
    {
        var token = await fixture.World.NewActivationTokenAsync(fixture.World.Hedge);
        using var shown = await PostAsync(("token", token), ("choice", "client_secret"));
        AssertGuarded(shown);
        var page = await shown.Content.ReadAsStringAsync();
        var secret = Value(page, "client_secret");
        Assert.Equal("222222222222.client", Value(page, "client_id"));
        var open = fixture.World.Server.OpenAddress.GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            $$"""{"shareCredentialsVersion":2,"type":"oauth_client_credentials","endpoint":"{{open}}/delta-sharing","tokenEndpoint":"{{open}}/oauth/token","""
                + "\"clientId\":\"222222222222.client\",\"clientSecret\":\"" + secret + "\"}",
            Value(page, "sharing_profile"));

        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", "222222222222.client"), new("client_secret", secret)]);
        using var granted = await fixture.Http.PostAsync(new Uri(fixture.World.Server.OpenAddress, "/oauth/token"), form);
        Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        Assert.Equal("no-store", granted.Headers.CacheControl!.ToString());

        using var again = await PostAsync(("token", token), ("choice", "client_secret"));
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        var refused = await again.Content.ReadAsStringAsync();
        Assert.DoesNotContain(secret, refused, StringComparison.Ordinal);
        Assert.Contains("or was replaced by the link of a newer message: only the newest one works.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_key_leaves_the_link_good_and_a_real_one_is_registered()
    {
        var token = await fixture.World.NewActivationTokenAsync(fixture.World.Pension);
        using var malformed = await PostAsync(("token", token), ("choice", "public_key"), ("public_key", "<script>alert(1)</script>"));
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        Assert.DoesNotContain("<script", await malformed.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        using var empty = await PostAsync(("token", token), ("choice", "public_key"), ("public_key", " "));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var registered = await PostAsync(("token", token), ("choice", "public_key"), ("public_key", key.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        var page = await registered.Content.ReadAsStringAsync();
        Assert.Equal("333333333333.client", Value(page, "client_id"));
        Assert.Contains("<code>exp</code> is at most 10 minutes away", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token=a&token=b&choice=client_secret", 400)]
    [InlineData("choice=client_secret", 400)]
    [InlineData("token=a", 400)]
    [InlineData("token=%ff&choice=client_secret", 400)]
    [InlineData("token=forged&choice=client_secret", 410)]
    public async Task Other_forms_are_refused(string body, int status)
    {
        using var content = new StringContent(body, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await fixture.Http.PostAsync(new Uri(fixture.World.Server.OpenAddress, "/activate"), content);
        Assert.Equal(status, (int)answer.StatusCode);
        AssertGuarded(answer);
    }

    private static void AssertGuarded(HttpResponseMessage answer)
    {
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    private static string Value(string page, string id) =>
        WebUtility.HtmlDecode(Element().Matches(page).Single(match => match.Groups["id"].Value == id).Groups["text"].Value);

    private async Task<HttpResponseMessage> PostAsync(params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await fixture.Http.PostAsync(new Uri(fixture.World.Server.OpenAddress, "/activate"), form);
    }

    [GeneratedRegex("<(code|pre) id=\"(?<id>[a-z_]+)\">(?<text>[^<]*)</")]
    private static partial Regex Element();
}
