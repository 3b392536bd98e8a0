using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Exchange.Events;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Events;

public sealed class EventStreamTests(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private const string Target = "/v2/events/stream";

    [Fact(Timeout = 60_000)]
    public async Task A_stream_has_the_accounts_own_events_in_order_and_goes_on_after_the_last_one_the_client_has()
    {
        var world = fixture.World;
        string first, second, third;
        using (var answer = await OpenAsync(world.Hedge))
        {
            Assert.Equal((HttpStatusCode.OK, "text/event-stream; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            await world.TellAsync(world.Pension.Principal.Account.Value, 1);
            first = await world.TellAsync(world.Hedge.Principal.Account.Value, 2);
            second = await world.TellAsync("*", 3);
            Assert.Equal([(first, first, 2), (second, second, 3)], [await NextAsync(reader), await NextAsync(reader)]);
        }
        third = await world.TellAsync(world.Hedge.Principal.Account.Value, 4);
        using var resumed = await OpenAsync(world.Hedge, first);
        using var rest = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        var last = await world.TellAsync(world.Hedge.Principal.Account.Value, 5);
        Assert.Equal([(second, second, 3), (third, third, 4), (last, last, 5)], [await NextAsync(rest), await NextAsync(rest), await NextAsync(rest)]);
    }

    [Fact]
    public async Task Nobody_goes_on_after_an_event_that_was_not_for_it_or_is_not_there()
    {
        var world = fixture.World;
        var others = await world.TellAsync(world.Pension.Principal.Account.Value, 1);
        foreach (var id in new[] { others, "evt_none", new string('x', 100) })
        {
            using var answer = await OpenAsync(world.Hedge, id);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal("urn:bourse:problem:unknown-event", problem.RootElement.GetProperty("type").GetString());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_suspension_ends_an_open_stream_and_opens_no_other()
    {
        await using var world = await ExchangeWorld.StartAsync();
        using var answer = await OpenAsync(world.Pension, world: world);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(":", await reader.ReadLineAsync());
        await world.SetStateAsync(world.Pension, AgreementState.Suspended);
        await world.TellAsync(world.Pension.Principal.Account.Value, 1);

        // The connection is cut, not ended, and nothing came before.
        Assert.Equal("", await reader.ReadLineAsync());
        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadLineAsync());

        using var again = await OpenAsync(world.Pension, world: world);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_web_socket_has_the_same_events_one_a_message()
    {
        var world = fixture.World;
        var first = await world.TellAsync(world.Hedge.Principal.Account.Value, 7);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {world.Hedge.Token}");
        // The archive has the event a moment after it was published.
        while ((await OpenAsync(world.Hedge, first)) is { StatusCode: HttpStatusCode.Gone } early)
            early.Dispose();
        await socket.ConnectAsync(new UriBuilder(new Uri(world.Server.OpenAddress, $"{Target}?after={first}")) { Scheme = "ws" }.Uri, default);
        var second = await world.TellAsync(world.Hedge.Principal.Account.Value, 8);

        var buffer = new byte[4096];
        var message = await socket.ReceiveAsync(buffer, default);
        Assert.Equal((WebSocketMessageType.Text, true), (message.MessageType, message.EndOfMessage));
        using var bourseEvent = JsonDocument.Parse(buffer.AsMemory(0, message.Count));
        Assert.Equal(second, bourseEvent.RootElement.GetProperty("id").GetString());
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_account_has_so_many_streams_and_a_closed_one_makes_room()
    {
        var open = new List<HttpResponseMessage>();
        while (open.LastOrDefault()?.StatusCode is null or HttpStatusCode.OK)
            open.Add(await OpenAsync(fixture.World.Pension));
        Assert.Equal((ClientEvents.StreamsMax + 1, HttpStatusCode.TooManyRequests), (open.Count, open[^1].StatusCode));

        open.ForEach(answer => answer.Dispose());
        // The server notices a moment later.
        for (var status = HttpStatusCode.TooManyRequests; status != HttpStatusCode.OK;)
        {
            using var answer = await OpenAsync(fixture.World.Pension);
            status = answer.StatusCode;
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(WorldClient client, string? after = null, ExchangeWorld? world = null)
    {
        KeyValuePair<string, string>[] headers = after is null ? [] : [new("Last-Event-ID", after)];
        using var request = WorldRequests.Make(
            (world ?? fixture.World).Server.OpenAddress, HttpMethod.Get, Target, client, RequestAuth.Bearer, "execute-api", headers: headers);
        return await fixture.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next event: its id, the id in its document, and the revision it tells of. Comments are passed over.</summary>
    private static async Task<(string Id, string? DocumentId, int Revision)> NextAsync(StreamReader reader)
    {
        string? id = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line["id: ".Length..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(line["data: ".Length..]));
            return (id!, document.RootElement.GetProperty("id").GetString(), document.RootElement.GetProperty("data").GetProperty("revision").GetInt32());
        }
        throw new EndOfStreamException();
    }
}
