using System.Collections.Concurrent;
using System.Net;
using Bourse.Events.Deliveries;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Events.Tests.Deliveries;

/// <summary>
/// Random histories of publishing, registering, removing, failing receivers and crashing dispatchers against the simplest model there is: what each webhook must
/// have got in the end, and may have got at all.
/// </summary>
public sealed class DeliveryModelTests
{
    [Fact]
    public void Whatever_fails_each_webhook_gets_every_event_it_should_and_no_other() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(40)).WithEndSize(60),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), steps => { RunAsync(steps).GetAwaiter().GetResult(); }));

    private static async Task RunAsync(IEnumerable<int> steps)
    {
        var clock = new ManualClock();
        await using var world = await EventsWorld.CreateAsync(clock);
        var run = new Run(world, clock);
        foreach (var step in steps)
            await run.StepAsync(step % 10, step / 10);
        await run.FinishAsync();
    }

    private sealed class Run(EventsWorld world, ManualClock clock)
    {
        private static readonly string[] s_audiences = [EventsWorld.Hedge, EventsWorld.Pension, BourseEvent.Everyone];
        private static readonly string[] s_types = ["revision.published", "revision.revoked", "alert.raised"];
        private static readonly string[] s_patterns = ["*", "revision.*", "alert.raised"];
        private static readonly EventDispatcherOptions s_options = new() { Retries = new RetrySchedule { AttemptsMax = 10_000 } };

        private readonly Dictionary<string, Target> _targets = [];
        private readonly List<(string Id, string Audience, string Type)> _undispatched = [];
        private readonly ConcurrentDictionary<string, string> _bodies = new();
        private EventDispatcher _dispatcher = world.NewDispatcher(s_options);
        private int _hostsCreated;

        public Task StepAsync(int kind, int choice) => kind switch
        {
            0 or 1 or 2 => PublishAsync(s_audiences[choice % 3], s_types[choice / 3 % 3]),
            3 => PublishAndFailAsync(s_audiences[choice % 3]),
            4 => RegisterAsync(s_audiences[choice % 2], s_patterns[choice / 2 % 3]),
            5 => RemoveAsync(choice),
            6 or 7 => RoundAsync(choice | choice >> 8),
            8 => CrashAsync(choice),
            _ => AdvanceAsync(choice),
        };

        public async Task FinishAsync()
        {
            // After the last repair every delivery is due within the longest delay, and the claims of crashed dispatchers have run out.
            for (var round = 0; round < 3; round++)
            {
                clock.Advance(TimeSpan.FromHours(8));
                await RoundAsync(failing: 0);
            }
            foreach (var target in _targets.Values.Where(target => !target.IsRemoved))
                Assert.Equal(target.Expected.Order(), target.Accepted.Distinct().Order());
            foreach (var audience in s_audiences)
                Assert.Empty(await world.Deliveries.ListAsync(audience, DeliveryState.Pending));
        }

        private async Task PublishAsync(string audience, string type)
        {
            var id = await world.PublishAsync(EventsWorld.Event(audience, type));
            _undispatched.Add((id, audience, type));
            foreach (var target in _targets.Values.Where(target => !target.IsRemoved && target.Wants(audience, type)))
                target.Expected.Add(id);
        }

        private async Task PublishAndFailAsync(string audience) =>
            await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => world.Metastore.WriteAsync<int>(async session =>
            {
                await world.Bus.PublishAsync(session, EventsWorld.Event(audience));
                throw new TimeZoneNotFoundException();
            }));

        private async Task RegisterAsync(string audience, string pattern)
        {
            if (_targets.Values.Count(target => !target.IsRemoved) == 6)
                return;
            var host = $"h{_hostsCreated++}.example";
            var webhook = await world.RegisterAsync(audience, $"https://{host}/", pattern);
            var target = new Target(webhook.Id, audience, pattern);
            target.Expected.UnionWith(_undispatched.Where(sent => target.Wants(sent.Audience, sent.Type)).Select(sent => sent.Id));
            _targets.Add(host, target);
        }

        private async Task RemoveAsync(int choice)
        {
            var present = _targets.Values.Where(target => !target.IsRemoved).ToList();
            if (present.Count == 0)
                return;
            var target = present[choice % present.Count];
            Assert.True(await world.Registry.RemoveAsync(target.Audience, target.WebhookId));
            target.IsRemoved = true;
        }

        /// <summary>A round in which the receivers whose bit is set fail, after or before they took the message in.</summary>
        private async Task RoundAsync(int failing)
        {
            world.Receivers.Answer = (message, _) => Task.FromResult(Receive(message, IsSet(failing, message)));
            await _dispatcher.RunOnceAsync(default);
            _undispatched.Clear();
        }

        /// <summary>A round in which the dispatcher dies once a receiver whose bit is set has the message but before that is recorded.</summary>
        private async Task CrashAsync(int crashing)
        {
            world.Receivers.Answer = (message, _) =>
            {
                var status = Receive(message, fails: false);
                return IsSet(crashing, message) ? throw new TimeZoneNotFoundException() : Task.FromResult(status);
            };
            try
            {
                await _dispatcher.RunOnceAsync(default);
            }
            catch (TimeZoneNotFoundException)
            {
                _dispatcher = world.NewDispatcher(s_options);
            }
            _undispatched.Clear();
        }

        private Task AdvanceAsync(int choice)
        {
            clock.Advance(TimeSpan.FromSeconds(choice % 20_000));
            return Task.CompletedTask;
        }

        private static bool IsSet(int bits, ReceivedMessage message) => (bits >> (message.Host[1] - '0') & 1) == 1;

        private HttpStatusCode Receive(ReceivedMessage message, bool fails)
        {
            var target = _targets[message.Host];
            Assert.False(target.IsRemoved);
            Assert.Contains(message.Id, target.Expected);
            Assert.Equal(message.Body, _bodies.GetOrAdd(message.Id, message.Body));
            if (fails)
                return HttpStatusCode.InternalServerError;
            target.Accepted.Enqueue(message.Id);
            return HttpStatusCode.NoContent;
        }
    }

    private sealed record Target(string WebhookId, string Audience, string Pattern)
    {
        public bool IsRemoved { get; set; }

        public HashSet<string> Expected { get; } = [];

        public ConcurrentQueue<string> Accepted { get; } = new();

        // The model's own rule, not the program's.
        public bool Wants(string audience, string type) =>
            (audience == BourseEvent.Everyone || audience == Audience)
            && (Pattern == "*" || Pattern == type || (Pattern == "revision.*" && type.StartsWith("revision.", StringComparison.Ordinal)));
    }
}
