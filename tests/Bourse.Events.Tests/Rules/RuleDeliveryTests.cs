using System.Net;
using System.Text.Json;
using Bourse.Events.Deliveries;
using Bourse.Events.Rules;

namespace Bourse.Events.Tests.Rules;

/// <summary>What rules send where, in which form, for how long and in which order.</summary>
public sealed class RuleDeliveryTests
{
    private const string BigRevisions = """{"detail-type": [{"prefix": "revision."}], "detail": {"revisionId": [{"numeric": [">", 10]}]}}""";

    [Fact]
    public async Task A_rule_sends_its_account_what_matches_and_is_meant_for_it_and_nothing_else()
    {
        await using var world = await EventsWorld.CreateAsync();
        await RuleAsync(world, EventsWorld.Hedge, "big", BigRevisions);
        await RuleAsync(world, EventsWorld.Pension, "all", """{"source": ["bourse"]}""");
        using var dispatcher = world.NewDispatcher();
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 10));
        var hedges = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 11));
        var everyones = await world.PublishAsync(EventsWorld.Event(BourseEvent.Everyone, number: 12));
        var pensions = await world.PublishAsync(EventsWorld.Event(EventsWorld.Pension, number: 13));

        await dispatcher.RunOnceAsync(default);

        Assert.Equal(
            [("222222222222.example", hedges), ("222222222222.example", everyones), ("333333333333.example", everyones), ("333333333333.example", pensions)],
            world.Receivers.Received.Select(message => (message.Host, message.Id)).OrderBy(message => message.Host));
    }

    [Fact]
    public async Task A_rule_out_of_force_sends_nothing_and_what_its_account_may_not_hear_is_held()
    {
        await using var world = await EventsWorld.CreateAsync();
        await RuleAsync(world, EventsWorld.Hedge, "big", BigRevisions);
        using var dispatcher = world.NewDispatcher();
        await world.Metastore.WriteAsync(session => RuleStore.EnableAsync(session, EventsWorld.Hedge, "big", enabled: false));
        await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 11));
        await dispatcher.RunOnceAsync(default);
        await world.Metastore.WriteAsync(session => RuleStore.EnableAsync(session, EventsWorld.Hedge, "big", enabled: true));
        world.Access.Barred.Add(EventsWorld.Hedge);
        var held = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 12));
        await dispatcher.RunOnceAsync(default);

        Assert.Empty(world.Receivers.Received);
        Assert.Equal([held], (await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Held)).Select(delivery => delivery.EventId));
    }

    [Fact]
    public async Task What_an_account_tells_itself_reaches_its_own_rules_and_no_subscription_even_without_an_agreement()
    {
        await using var world = await EventsWorld.CreateAsync();
        await world.RegisterAsync(EventsWorld.Hedge);
        await RuleAsync(world, EventsWorld.Hedge, "own", """{"source": ["desk.orders"], "detail-type": ["Order Placed"], "account": ["222222222222"]}""");
        await RuleAsync(world, EventsWorld.Pension, "own", """{"source": ["desk.orders"]}""");
        world.Access.Barred.UnionWith([EventsWorld.Hedge, EventsWorld.Pension]);
        using var dispatcher = world.NewDispatcher();
        var id = await world.PublishAsync(new AccountEvent
        {
            Account = EventsWorld.Hedge, Source = "desk.orders", Type = "Order Placed", Data = JsonSerializer.SerializeToElement(new { units = 5 }),
        });

        await dispatcher.RunOnceAsync(default);

        var message = Assert.Single(world.Receivers.Received);
        Assert.Equal(("222222222222.example", id), (message.Host, message.Id));
        Assert.Equal(
            $$$"""
            {"specversion":"1.0","id":"{{{id}}}","source":"desk.orders","type":"Order Placed",
            "time":"2026-01-02T03:04:05.000000Z","datacontenttype":"application/json","data":{"units":5}}
            """.ReplaceLineEndings(""),
            message.Body);
    }

    [Fact]
    public async Task A_template_that_names_a_large_value_too_often_is_not_sent_nor_rendered_to_its_end_and_holds_up_nobody()
    {
        await using var world = await EventsWorld.CreateAsync();
        var transformer = new InputTransformer
        {
            Paths = new Dictionary<string, string> { ["d"] = "$.detail" }, Template = $"\"{string.Concat(Enumerable.Repeat("<d>", 2500))}\"",
        };
        var large = JsonSerializer.SerializeToElement(new { units = new string('"', 10_000) });
        using var rendered = JsonDocument.Parse($$"""{"detail": {{large.GetRawText()}}}""");
        Assert.InRange(transformer.Render(rendered.RootElement, "arn", "rule", default).Length, DeliveryMessage.BytesMax, 2 * DeliveryMessage.BytesMax);

        await RuleAsync(world, EventsWorld.Hedge, "large", """{"source": ["desk"]}""", new TargetSettings { Transformer = transformer });
        await RuleAsync(world, EventsWorld.Pension, "other", """{"source": ["bourse"]}""");
        using var dispatcher = world.NewDispatcher();
        var id = await world.PublishAsync(new AccountEvent { Account = EventsWorld.Hedge, Source = "desk", Type = "Order", Data = large });
        var others = await world.PublishAsync(EventsWorld.Event(EventsWorld.Pension, number: 13));
        await dispatcher.RunOnceAsync(default);

        Assert.Equal([others], world.Receivers.Received.Select(message => message.Id));
        var dead = Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Dead));
        Assert.Equal((id, DeliveryMessage.TooLong), (dead.EventId, dead.LastResult));
    }

    [Fact]
    public async Task A_target_gets_the_event_in_the_form_it_asks_for()
    {
        await using var world = await EventsWorld.CreateAsync();
        var transformer = new InputTransformer
        {
            Paths = new Dictionary<string, string> { ["product"] = "$.resources[0]", ["revision"] = "$.detail.revisionId", ["detail"] = "$.detail",
                ["none"] = "$.detail.x[3]" },
            Template =
                """
                {"text": "Revision <revision> of \"<product>\" (<none>)", "r": <revision>, "d": <detail>, "n": <none>,
                "q": "<detail>", "rule": <aws.events.rule-arn>}
                """.ReplaceLineEndings(""),
        };
        var settings = new[]
        {
            new TargetSettings { Input = """{"ping": true}""" }, new TargetSettings { InputPath = "$.detail.revisionId" },
            new TargetSettings { InputPath = "$['detail-type']" },
            new TargetSettings { InputPath = "$" }, new TargetSettings { Transformer = transformer },
        };
        var targets = new List<RuleTarget>();
        foreach (var (at, one) in settings.Index())
        {
            var webhook = await world.RegisterAsync(EventsWorld.Hedge, $"https://t{at}.example/", "none");
            targets.Add(new RuleTarget { Id = $"t{at}", WebhookId = webhook.Id, Settings = one });
        }
        await world.PutRuleAsync(EventsWorld.Hedge, "big", BigRevisions, [.. targets]);
        using var dispatcher = world.NewDispatcher();
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 11));

        await dispatcher.RunOnceAsync(default);

        var received = world.Receivers.Received.OrderBy(message => message.Host).ToList();
        Assert.All(received, message => Assert.Equal(("application/json; charset=utf-8", id), (message.ContentType, message.Id)));
        Assert.Equal(
            [
                """{"ping": true}""", "11", "\"revision.published\"",
                $$$"""
                {"version":"0","id":"{{{id}}}","detail-type":"revision.published","source":"bourse","account":"111111111111",
                "time":"2026-01-02T03:04:05Z","region":"eu-central-1","resources":["portfolio-analytics"],"detail":{"revisionId":11}}
                """.ReplaceLineEndings(""),
                """
                {"text": "Revision 11 of \"portfolio-analytics\" ()", "r": 11, "d": {"revisionId":11}, "n": null,
                "q": "{\u0022revisionId\u0022:11}", "rule": "arn:aws:events:eu-central-1:222222222222:rule/big"}
                """.ReplaceLineEndings(""),
            ],
            received.Select(message => message.Body));
        using var shown = JsonDocument.Parse(received[4].Body);
        Assert.Equal("""{"revisionId":11}""", shown.RootElement.GetProperty("q").GetString());
    }

    [Theory]
    [InlineData(2, 86_400, 3)]
    [InlineData(0, 86_400, 1)]
    [InlineData(185, 60, 3)] // 5 s and 20 s after the one before; the next would be 80 s later
    [InlineData(null, null, 6)] // 5, 20, 80, 320, 1,280 s: the next would come after 3,600 s
    public async Task A_target_is_tried_as_often_and_as_long_as_it_says_then_the_event_is_dead_and_can_be_redriven(int? retries, int? age, int attempts)
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        await RuleAsync(world, EventsWorld.Hedge, "big", BigRevisions, new TargetSettings { RetriesMax = retries, AgeSecondsMax = age });
        using var dispatcher = world.NewDispatcher();
        world.Receivers.Answer = (_, _) => Task.FromResult(HttpStatusCode.ServiceUnavailable);
        var id = await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: 11));
        for (var round = 0; round < 2; round++)
        {
            for (var second = 0; second < 4000; second += 2)
            {
                await dispatcher.RunOnceAsync(default);
                if ((await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Dead)).Count > 0)
                    break;
                clock.Advance(TimeSpan.FromSeconds(2));
            }
            Assert.Equal((round + 1) * attempts, world.Receivers.Received.Count);
            var dead = Assert.Single(await world.Deliveries.ListAsync(EventsWorld.Hedge, DeliveryState.Dead));
            Assert.Equal(("big", "target", id, attempts, "HTTP 503"), (dead.Rule, dead.Target, dead.EventId, dead.Attempts, dead.LastResult));
            Assert.Equal(1, await world.Deliveries.RedriveAsync(EventsWorld.Hedge, null, null));
        }
        Assert.Single(world.Receivers.Received.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task Events_of_one_key_arrive_in_order_and_those_of_another_do_not_wait()
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        await RuleAsync(world, EventsWorld.Hedge, "all", """{"source": ["bourse"]}""", new TargetSettings { OrderBy = "$.detail.revisionId" });
        using var dispatcher = world.NewDispatcher();
        var isDown = true;
        world.Receivers.Answer = (message, _) => Task.FromResult(
            isDown && message.Body.Contains(":1}", StringComparison.Ordinal) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        var sent = new List<string>();
        foreach (var key in new[] { 1, 2, 1, 1 })
            sent.Add(await world.PublishAsync(EventsWorld.Event(EventsWorld.Hedge, number: key)));
        await dispatcher.RunOnceAsync(default);
        Assert.Equal([sent[0], sent[1]], world.Receivers.Received.Select(message => message.Id));

        isDown = false;
        clock.Advance(TimeSpan.FromSeconds(10));
        await dispatcher.RunOnceAsync(default);

        Assert.Equal([sent[0], sent[1], sent[0], sent[2], sent[3]], world.Receivers.Received.Select(message => message.Id));
    }

    private static async Task RuleAsync(EventsWorld world, string account, string name, string pattern, TargetSettings? settings = null)
    {
        var webhook = await world.RegisterAsync(account, $"https://{account}.example/", "none");
        await world.PutRuleAsync(account, name, pattern, new RuleTarget { Id = "target", WebhookId = webhook.Id, Settings = settings ?? new TargetSettings() });
    }
}
