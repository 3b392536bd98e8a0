using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Bourse.Events.Deliveries;
using Bourse.Events.Webhooks;

namespace Bourse.Events.Tests.Deliveries;

public sealed class EventDispatcherTests
{
    [Fact]
    public async Task A_message_carries_the_event_and_a_signature_over_it()
    {
        await using var world = await EventsWorld.CreateAsync();
        var webhook = await world.RegisterAsync(EventsWorld.Hedge);
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 2));
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);

        var message = Assert.Single(world.Receivers.Received);
        var timestamp = world.Clock.GetUtcNow();
        Assert.Equal(
            new ReceivedMessage(
                "hooks.example",
                id,
                timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                WebhookSignature.Sign(webhook.Secret, id, timestamp, Encoding.UTF8.GetBytes(message.Body)),
                "application/cloudevents+json; charset=utf-8",
                $$$"""
                {"specversion":"1.0","id":"{{{id}}}","source":"urn:bourse:111111111111","type":"revision.published","subject":"portfolio-analytics",
                "time":"2026-01-02T03:04:05.000000Z","datacontenttype":"application/json","data":{"revisionId":2}}
                """.ReplaceLineEndings("")),
            message);
        Assert.Equal(
            [new EventDelivery(EventsWorld.Hedge, webhook.Id, null, webhook.Id, id, DeliveryState.Delivered, 1, timestamp, "HTTP 204")],
            (await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Delivered)).Select(found => found with { DueAt = timestamp }));
    }

    [Fact]
    public async Task An_event_goes_to_its_audience_and_to_who_wants_its_type_and_to_nobody_else()
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge, "https://hedge-all.example/");
        await world.RegisterAsync(EventsWorld.Hedge, "https://hedge-revisions.example/", "revision.*");
        await world.RegisterAsync(EventsWorld.Hedge, "https://hedge-alerts.example/", "alert.raised");
        await world.RegisterAsync(EventsWorld.Pension, "https://pension.example/");
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone, "notice.posted"));
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);

        Assert.Equal(
            [
                ("hedge-all.example", "notice.posted"), ("hedge-all.example", "revision.published"),
                ("hedge-revisions.example", "revision.published"), ("pension.example", "notice.posted"),
            ],
            world.Receivers.Received.Select(message => (message.Host, TypeOf(message))).Order());
    }

    [Fact]
    public async Task An_event_of_a_transaction_that_fails_is_never_sent()
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => world.Metastore.WriteAsync<int>(async session =>
        {
            await world.Bus.PublishAsync(session, EventsWorld.Event(EventsWorld.Hedge));
            throw new TimeZoneNotFoundException();
        }));
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);

        Assert.Empty(world.Receivers.Received);
    }

    [Fact]
    public async Task A_failing_delivery_is_retried_by_the_schedule_with_one_id_and_body_then_is_dead_and_can_be_replayed()
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        var webhook = await world.RegisterAsync(EventsWorld.Hedge);
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.ServiceUnavailable);
        using var dispatcher = world.NewDispatcher();
        var delays = new List<double>();
        await dispatcher.RunOnceAsync(default);
        while (await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending) is [var pending])
        {
            var delay = pending.DueAt - clock.GetUtcNow();
            delays.Add(delay.TotalSeconds);
            clock.Advance(delay - TimeSpan.FromMilliseconds(1));
            await dispatcher.RunOnceAsync(default);
            Assert.Equal(delays.Count, world.Receivers.Received.Count);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await dispatcher.RunOnceAsync(default);
        }

        double[] expected = [5, 20, 80, 320, 1280, 5120, 20480, 21600, 21600];
        Assert.Equal(expected.Length, delays.Count);
        Assert.All(delays.Zip(expected), pair => Assert.InRange(pair.First, pair.Second * 0.8, pair.Second * 1.2));
        Assert.Equal(10, world.Receivers.Received.Count);
        Assert.Single(world.Receivers.Received.Select(message => (message.Id, message.Body)).Distinct());
        Assert.Equal(10, world.Receivers.Received.Select(message => (message.Timestamp, message.Signature)).Distinct().Count());
        var dead = Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Dead));
        Assert.Equal((webhook.Id, id, 10, "HTTP 503"), (dead.WebhookId, dead.EventId, dead.Attempts, dead.LastResult));

        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        Assert.Equal(0, await world.Deliveries.RedriveAsync(EventsWorld.Pension, webhook.Id, id));
        Assert.Equal(1, await world.Deliveries.RedriveAsync(EventsWorld.Hedge, webhook.Id, id));
        await dispatcher.RunOnceAsync(default);
        Assert.Equal((11, id), (world.Receivers.Received.Count, world.Receivers.Received.Last().Id));
        Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Delivered));
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone, DeliveryState.Dead, "HTTP 410")]
    [InlineData(HttpStatusCode.Found, DeliveryState.Pending, "HTTP 302: redirects are not followed")]
    [InlineData(HttpStatusCode.BadRequest, DeliveryState.Pending, "HTTP 400")]
    public async Task An_answer_other_than_2xx_is_not_a_delivery(HttpStatusCode status, DeliveryState state, string result)
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge);
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        world.Receivers.Answer = (_, _) => Task.FromResult(status);
        using var dispatcher = world.NewDispatcher();

        await dispatcher.RunOnceAsync(default);

        Assert.Equal(result, Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, state)).LastResult);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_nobody_else()
    {
        await using var world = await EventsWorld.CreateAsync(TimeProvider.System);
        await world.RegisterAsync(EventsWorld.Hedge, "https://slow.example/");
        await world.RegisterAsync(EventsWorld.Pension, "https://quick.example/");
        var quick = new TaskCompletionSource();
        world.Receivers.Answer = async (message, cancellationToken) =>
        {
            if (message.Host == "slow.example")
                await Task.Delay(Timeout.Infinite, cancellationToken);
            if (world.Receivers.Received.Count(received => received.Host == "quick.example") == 20)
                quick.SetResult();
            return HttpStatusCode.OK;
        };
        using var dispatcher = world.NewDispatcher();
        using var stopping = new CancellationTokenSource();
        var running = dispatcher.RunAsync(stopping.Token);
        for (var number = 0; number < 20; number++)
            await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone, number: number));

        await quick.Task.WaitAsync(TimeSpan.FromSeconds(5));

        await stopping.CancelAsync();
        await running;
        Assert.Single(world.Receivers.Received, message => message.Host == "slow.example");
        var givenBack = (await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending)).Where(delivery => delivery.Attempts > 0);
        Assert.Empty(givenBack);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_is_tried_again()
    {
        await using var world = await EventsWorld.CreateAsync(TimeProvider.System);
        await world.RegisterAsync(EventsWorld.Hedge);
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        world.Receivers.Answer = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return HttpStatusCode.OK;
        };
        using var dispatcher = world.NewDispatcher(new EventDispatcherOptions { AttemptTimeout = TimeSpan.FromMilliseconds(50) });

        await dispatcher.RunOnceAsync(default);

        var delivery = Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending));
        Assert.Equal((1, "no answer within 0.05 s"), (delivery.Attempts, delivery.LastResult));
    }

    [Fact]
    public async Task Removing_a_webhook_ends_its_deliveries()
    {
        await using var world = await EventsWorld.CreateAsync();
        var webhook = await world.RegisterAsync(EventsWorld.Hedge);
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.BadGateway);
        using var dispatcher = world.NewDispatcher();
        await dispatcher.RunOnceAsync(default);

        Assert.False(await world.Registry.RemoveAsync(EventsWorld.Pension, webhook.Id));
        Assert.True(await world.Registry.RemoveAsync(EventsWorld.Hedge, webhook.Id));

        Assert.Empty(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Pending));
        Assert.Empty(await world.Registry.ListAsync(EventsWorld.Hedge));
    }

    [Fact]
    public async Task What_was_finished_long_ago_is_forgotten()
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        await world.RegisterAsync(EventsWorld.Hedge);
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge));
        using var dispatcher = world.NewDispatcher();
        await dispatcher.RunOnceAsync(default);
        clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromHours(2));

        await dispatcher.RunOnceAsync(default);

        Assert.Empty(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Delivered));
        Assert.Equal([0L], await world.Metastore.ReadAsync(session => session.QueryAsync<long>("SELECT count(*) FROM events")));
    }

    private static string TypeOf(ReceivedMessage message)
    {
        using var document = JsonDocument.Parse(message.Body);
        return document.RootElement.GetProperty("type").GetString()!;
    }
}
