using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

[Collection(InteropCollection.Name)]
public sealed class EventBridgeTests(WorldFixture fixture)
{
    private const string Pattern = """{"source": ["desk.orders"], "detail": {"units": [{"numeric": [">", 100]}]}}""";

    [ToolFact("aws")]
    public async Task Aws_events_puts_rules_targets_and_events_and_what_matches_arrives_signed_in_the_form_asked_for()
    {
        var world = fixture.World;
        using var receiver = new HttpListener();
        var address = Listen(receiver);
        var (webhook, secret) = await RegisterAsync(address);
        var rule = await EventsAsync("put-rule", "--name", "big-orders", "--event-pattern", Pattern, "--description", "Orders to look at");
        Assert.Equal("arn:aws:events:us-east-1:222222222222:rule/big-orders", rule.GetProperty("RuleArn").GetString());
        var target = $$$"""
            [{"Id": "desk", "Arn": "arn:aws:events:us-east-1:222222222222:webhook/{{{webhook}}}",
              "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 600},
              "InputTransformer": {"InputPathsMap": {"units": "$.detail.units"},
              "InputTemplate": "{\"text\": \"An order of <units>\", \"rule\": <aws.events.rule-name>}"}}]
            """;
        Assert.Equal(0, (await EventsAsync("put-targets", "--rule", "big-orders", "--targets", target)).GetProperty("FailedEntryCount").GetInt32());

        var put = await EventsAsync("put-events", "--entries", """
            [{"Source": "desk.orders", "DetailType": "Order Placed", "Detail": "{\"units\": 100}"},
             {"Source": "desk.orders", "DetailType": "Order Placed", "Detail": "{\"units\": 250}"}]
            """);
        Assert.Equal(0, put.GetProperty("FailedEntryCount").GetInt32());
        var message = await receiver.GetContextAsync();
        using var reader = new StreamReader(message.Request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        message.Response.StatusCode = 204;
        message.Response.Close();
        Assert.Equal("""{"text": "An order of 250", "rule": "big-orders"}""", body);
        var id = message.Request.Headers["webhook-id"]!;
        Assert.Equal(put.GetProperty("Entries")[1].GetProperty("EventId").GetString(), id);
        var signed = Encoding.UTF8.GetBytes($"{id}.{message.Request.Headers["webhook-timestamp"]}.{body}");
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.Equal($"v1,{Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, signed))}", message.Request.Headers["webhook-signature"]);

        var listed = await EventsAsync("list-rules", "--name-prefix", "big");
        var only = Assert.Single(listed.GetProperty("Rules").EnumerateArray());
        Assert.Equal(("big-orders", Pattern), (only.GetProperty("Name").GetString(), only.GetProperty("EventPattern").GetString()));
        var tested = await EventsAsync(
            "test-event-pattern", "--event-pattern", Pattern, "--event", """{"id": "1", "source": "desk.orders", "detail": {"units": 250}}""");
        Assert.True(tested.GetProperty("Result").GetBoolean());
        var mistake = await world.AwsAsync(world.Hedge, "events", "put-rule", "--name", "x", "--event-pattern", """{"a": [{"like": 1}]}""");
        Assert.Contains("(InvalidEventPatternException)", mistake.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> EventsAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse((await fixture.World.AwsAsync(fixture.World.Hedge, ["events", .. arguments, "--output", "json"])).Succeeded());
        return document.RootElement.Clone();
    }

    private async Task<(string Id, string Secret)> RegisterAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.World.Server.OpenAddress, "/v2/webhooks"))
        {
            Content = new StringContent($$"""{"url": "{{address}}", "events": "none"}""", MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fixture.World.Hedge.Token);
        using var answer = await fixture.Http.SendAsync(request);
        using var registered = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (registered.RootElement.GetProperty("id").GetString()!, registered.RootElement.GetProperty("secret").GetString()!);
    }

    private static string Listen(HttpListener receiver)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        receiver.Prefixes.Add(address);
        receiver.Start();
        return address;
    }
}
