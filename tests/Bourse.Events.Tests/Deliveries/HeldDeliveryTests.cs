using System.Net;
using System.Net.Sockets;
using Bourse.Events.Deliveries;

namespace Bourse.Events.Tests.Deliveries;

/// <summary>What an account may not hear now waits for the right to come back.</summary>
public sealed class HeldDeliveryTests
{
    private const string Held = "held: the account has no agreement in force about it; it is sent once there is one";

    [Fact]
    public async Task What_an_account_may_hear_no_more_is_held_however_long_it_waited_and_sent_oldest_first_when_it_may_again()
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        await world.RegisterAsync(EventsWorld.Hedge);
        await world.RegisterAsync(EventsWorld.Pension, "https://pension.example/");
        using var dispatcher = world.NewDispatcher();
        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.ServiceUnavailable);
        var retried = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 1));
        await dispatcher.RunOnceAsync(default);
        var waiting = await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone, number: 2));
        world.Access.Barred.Add(EventsWorld.Hedge);
        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(7));

        await dispatcher.RunOnceAsync(default);

        Assert.Equal([("hooks.example", retried), ("pension.example", waiting)], world.Receivers.Received.Select(message => (message.Host, message.Id)));
        Assert.Equal([(waiting, 0, Held), (retried, 1, Held)], await ListAsync(world, DeliveryState.Held));

        world.Access.Barred.Clear();
        await dispatcher.RunOnceAsync(default);
        Assert.Equal(2, world.Receivers.Received.Count);
        clock.Advance(TimeSpan.FromMinutes(15));
        await dispatcher.RunOnceAsync(default);
        Assert.Equal([retried, waiting], world.Receivers.Received.Skip(2).Select(message => message.Id));
        Assert.Equal([(waiting, 1, "HTTP 200"), (retried, 2, "HTTP 200")], await ListAsync(world, DeliveryState.Delivered));
    }

    [Fact]
    public async Task What_gives_an_account_its_right_back_releases_all_that_is_held_for_it_at_once_and_nothing_of_others()
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge);
        await world.RegisterAsync(EventsWorld.Pension, "https://pension.example/");
        world.Access.Barred.UnionWith([EventsWorld.Hedge, EventsWorld.Pension]);
        using var dispatcher = world.NewDispatcher();
        string[] ids = [await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone)), await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone))];
        await dispatcher.RunOnceAsync(default);
        world.Access.Barred.Clear();

        Assert.Equal(2, await world.Metastore.WriteAsync(session => EventDeliveries.ReleaseAsync(session, EventsWorld.Hedge, world.Clock.GetUtcNow())));
        await dispatcher.RunOnceAsync(default);

        Assert.Equal(ids.Select(id => ("hooks.example", id)), world.Receivers.Received.Select(message => (message.Host, message.Id)));
        Assert.Equal(2, (await world.Deliveries.ListAsync(EventsWorld.Pension, DeliveryState.Held)).Count);
    }

    [Fact]
    public async Task What_was_held_for_longer_than_its_age_may_be_is_dead_and_can_be_replayed()
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        var webhook = await world.RegisterAsync(EventsWorld.Hedge);
        world.Access.Barred.Add(EventsWorld.Hedge);
        using var dispatcher = world.NewDispatcher();
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        await dispatcher.RunOnceAsync(default);
        clock.Advance(TimeSpan.FromDays(7));
        await dispatcher.RunOnceAsync(default);
        Assert.Equal([(id, 0, Held)], await ListAsync(world, DeliveryState.Held));
        clock.Advance(TimeSpan.FromMinutes(15));

        await dispatcher.RunOnceAsync(default);

        const string dead = "not sent: the account has no agreement in force about it; when it has one again, this can be replayed";
        Assert.Equal([(id, 0, dead)], await ListAsync(world, DeliveryState.Dead));
        world.Access.Barred.Clear();
        Assert.Equal(1, await world.Deliveries.RedriveAsync(EventsWorld.Hedge, webhook.Id, id));
        await dispatcher.RunOnceAsync(default);
        Assert.Equal([id], world.Receivers.Received.Select(message => message.Id));
    }

    [Fact]
    public async Task Many_are_held_in_several_transactions_none_of_which_is_long()
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge);
        world.Access.Barred.Add(EventsWorld.Hedge);
        for (var number = 0; number < 60; number++)
            await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: number));
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);
        Assert.Equal((50, 10), await CountAsync());
        await dispatcher.RunOnceAsync(default);
        Assert.Equal((60, 0), await CountAsync());

        async Task<(int Held, int Pending)> CountAsync() => ((await ListAsync(world, DeliveryState.Held)).Length, (await ListAsync(world, DeliveryState.Pending)).Length);
    }

    [Fact]
    public async Task A_right_that_ends_while_the_receiver_is_connected_to_keeps_the_event_from_leaving()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        await using var world = await EventsWorld.CreateAsync(allowedHosts: "127.0.0.1");
        await world.RegisterAsync(EventsWorld.Hedge, $"http://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/");
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        world.Access.Answered = count => world.Access.Barred.UnionWith(count == 1 ? [EventsWorld.Hedge] : []);
        using var dispatcher = world.NewRealDispatcher();

        await dispatcher.RunOnceAsync(default);

        Assert.Equal([(id, 0, Held)], await ListAsync(world, DeliveryState.Held));
        using var connection = await receiver.AcceptTcpClientAsync();
        using var reader = new StreamReader(connection.GetStream());
        Assert.DoesNotContain("portfolio-analytics", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task<(string EventId, int Attempts, string? Result)[]> ListAsync(EventsWorld world, DeliveryState state) =>
        [.. (await world.Deliveries.ListAsync(EventsWorld.Hedge, state)).Select(delivery => (delivery.EventId, delivery.Attempts, delivery.LastResult))];
}
