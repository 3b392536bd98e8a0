using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Bourse.Events.Deliveries;
using Bourse.Events.Webhooks;

namespace Bourse.Events.Tests.Webhooks;

public sealed class WebhookAddressTests
{
    private const string UrlVectors = "vectors/url-wpt-via-ada/tests/wpt/urltestdata.json";
    private static readonly WebhookAddressPolicy s_policy = new(["hooks.internal", "127.0.0.1"]);

    [Theory]
    [InlineData("https://client.example/hook", null)]
    [InlineData("https://client.example:8443/hook?x=1", null)]
    [InlineData("https://8.8.8.8/", null)]
    [InlineData("https://[2606:4700::1111]/", null)]
    [InlineData("http://hooks.internal/", null)]
    [InlineData("https://HOOKS.internal/", null)]
    [InlineData("http://127.0.0.1:9797/hook", null)]
    [InlineData("http://client.example/", "must be https, unless the operator allows the host by name")]
    [InlineData("http://127.0.0.2/", "must be https, unless the operator allows the host by name")]
    [InlineData("ftp://client.example/", "must be an absolute https address")]
    [InlineData("file:///etc/passwd", "must be an absolute https address")]
    [InlineData("/hook", "must be an absolute https address")]
    [InlineData("https://user@client.example/", "must have no user name, password or fragment")]
    [InlineData("https://client.example/#x", "must have no user name, password or fragment")]
    public void An_address_is_judged_as_it_stands(string address, string? mistake) =>
        Assert.Equal(mistake, s_policy.FindMistake(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.2")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.2")]
    [InlineData("2130706434")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("[::]")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:8.8.8.8]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[64:ff9b:1::1]")]
    [InlineData("[100::1]")]
    [InlineData("[2001::1]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[3fff::1]")]
    [InlineData("[5f00::1]")]
    [InlineData("[fc00::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fe80::1]")]
    [InlineData("[ff02::1]")]
    public void A_special_address_is_refused_however_it_is_written(string host)
    {
        var address = new Uri($"https://{host}/");

        // 127.1 and its like are names for 127.0.0.1, which this policy allows by its name; only the address that differs is refused.
        if (address.Host == "127.0.0.1")
            Assert.Null(s_policy.FindMistake(address));
        else
            Assert.Equal(
                "must not be a private, loopback, link-local or otherwise special address, unless the operator allows it by name", s_policy.FindMistake(address));
        Assert.NotNull(new WebhookAddressPolicy([]).FindMistake(address));
    }

    [SharedDataFact(UrlVectors)]
    public void No_address_of_the_url_vectors_gets_past_to_a_special_host()
    {
        var policy = new WebhookAddressPolicy([]);
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf(UrlVectors)));
        var judged = 0;
        foreach (var entry in document.RootElement.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object))
        {
            if (!Uri.TryCreate(entry.GetProperty("input").GetString(), UriKind.Absolute, out var address) || policy.FindMistake(address) is not null)
                continue;
            judged++;
            Assert.Equal("https", address.Scheme);
            Assert.False(IPAddress.TryParse(address.IdnHost, out var literal) && !PublicAddresses.Contains(literal), address.ToString());
        }
        Assert.True(judged > 0);
    }

    [Fact]
    public async Task Every_address_of_a_name_is_checked_and_a_changed_name_gains_nothing()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var port = ((IPEndPoint)receiver.LocalEndpoint).Port;
        var answers = new Queue<IPAddress[]>([
            [IPAddress.Loopback],
            [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback],
            [IPAddress.Parse("::ffff:127.0.0.1")],
        ]);
        using var http = new HttpMessageInvoker(WebhookSender.CreateHandler(new WebhookAddressPolicy([]), (_, _) => Task.FromResult(answers.Dequeue())));

        while (answers.Count > 0)
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
                http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://rebinding.example:{port}/"), default));
            Assert.Equal(
                "The host 'rebinding.example' has an address that is not public; the operator can allow the host by name.", refused.InnerException!.Message);
        }
        Assert.False(receiver.Pending());
    }

    [Fact]
    public async Task The_connection_goes_to_the_addresses_that_were_checked_and_the_name_is_asked_for_once()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var port = ((IPEndPoint)receiver.LocalEndpoint).Port;
        var asked = new List<string>();
        // Only this resolver knows the name: a second look by anybody else would find nothing.
        using var http = new HttpMessageInvoker(WebhookSender.CreateHandler(new WebhookAddressPolicy(["hooks.invalid"]), (host, _) =>
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://hooks.invalid:{port}/") { Content = new StringContent("{}") };
        var sending = http.SendAsync(request, default);

        await AnswerAsync(receiver, "HTTP/1.1 204 No Content\r\n\r\n");

        using var response = await sending;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["hooks.invalid"], asked);
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_an_endless_answer_is_not_read()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var port = ((IPEndPoint)receiver.LocalEndpoint).Port;
        await using var world = await EventsWorld.CreateAsync(TimeProvider.System, "127.0.0.1");
        await world.RegisterAsync(EventsWorld.Hedge, $"http://127.0.0.1:{port}/");
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, "a.redirect"));
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, "an.endless-answer"));
        using var dispatcher = world.NewRealDispatcher();
        var round = dispatcher.RunOnceAsync(default);

        await AnswerAsync(receiver, $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{port}/again\r\nContent-Length: 0\r\n\r\n");
        await AnswerAsync(receiver, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nx");
        await round;

        Assert.False(receiver.Pending());
        Assert.Equal("HTTP 307: redirects are not followed", Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending)).LastResult);
        Assert.Equal("HTTP 200", Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Delivered)).LastResult);
    }

    [Fact]
    public async Task A_host_that_is_no_longer_allowed_is_not_sent_to()
    {
        await using var world = await EventsWorld.CreateAsync(new ManualClock(), "127.0.0.1");
        await world.RegisterAsync(EventsWorld.Hedge, "http://127.0.0.1:1/");
        world.ForbidHosts();
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);

        Assert.Empty(world.Receivers.Received);
        Assert.Equal(
            "The address must be https, unless the operator allows the host by name.",
            Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending)).LastResult);
    }

    private static async Task AnswerAsync(TcpListener receiver, string answer)
    {
        using var connection = await receiver.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        // The body is a JSON object, so the request has come when it ends with the closing brace.
        while (!request.ToString().EndsWith('}'))
            request.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        await stream.FlushAsync();
    }
}
