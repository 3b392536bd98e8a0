using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Events.Deliveries;
using Bourse.Events.Rules;
using Bourse.Events.Webhooks;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;

namespace Bourse.Events.Tests;

/// <summary>An exchange's events over a real metastore, with receivers in memory unless a test says otherwise.</summary>
internal sealed class EventsWorld : IAsyncDisposable
{
    public const string Hedge = "222222222222";
    public const string Pension = "333333333333";

    private static readonly string[] s_types = ["revision.published", "alert.raised"];

    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-events-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly TestProtector _protector = new();
    private WebhookAddressPolicy _policy;

    private EventsWorld(TimeProvider clock, string[] allowedHosts)
    {
        Clock = clock;
        _policy = new WebhookAddressPolicy(allowedHosts);
        Metastore = OpenMetastore();
        Bus = NewBus();
        Registry = new WebhookRegistry(Metastore, _protector, _policy, s_types, clock, _random);
        Deliveries = new EventDeliveries(Metastore, clock);
        Rules = new RuleStore(clock, _random);
    }

    public TimeProvider Clock { get; }

    public SqliteMetastore Metastore { get; }

    public EventBus Bus { get; }

    public WebhookRegistry Registry { get; private set; }

    public EventDeliveries Deliveries { get; }

    public RuleStore Rules { get; }

    public FakeReceivers Receivers { get; } = new();

    public FakeAccess Access { get; } = new();

    public static async Task<EventsWorld> CreateAsync(TimeProvider? clock = null, params string[] allowedHosts)
    {
        var world = new EventsWorld(clock ?? new ManualClock(), allowedHosts);
        await world.Metastore.MigrateAsync([EventsTables.Migrations]);
        return world;
    }

    public static BourseEvent Event(string audience, string type = "revision.published", int number = 1) => new()
    {
        Type = type,
        Subject = "portfolio-analytics",
        Audience = audience,
        Data = JsonSerializer.SerializeToElement(new { revisionId = number }),
    };

    /// <summary>The metastore as another process has it.</summary>
    public SqliteMetastore OpenMetastore() =>
        SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_directory, "metastore.db"), Clock = TimeProvider.System });

    public EventBus NewBus() => new(new Outbox(Clock), Clock, _random, new EventBusIdentity("111111111111", "eu-central-1"));

    public EventDispatcher NewDispatcher(EventDispatcherOptions? options = null) =>
        new(Metastore, Bus, Access, _protector, _policy, Clock, _random, options ?? new EventDispatcherOptions(), Receivers);

    public EventDispatcher NewRealDispatcher(EventDispatcherOptions? options = null) =>
        new(Metastore, Bus, Access, _protector, _policy, Clock, _random, options);

    public void ForbidHosts()
    {
        _policy = new WebhookAddressPolicy([]);
        Registry = new WebhookRegistry(Metastore, _protector, _policy, s_types, Clock, _random);
    }

    public async Task<WebhookRegistration.Registered> RegisterAsync(
        string audience, string address = "https://hooks.example/", string typePattern = "*") =>
        Assert.IsType<WebhookRegistration.Registered>(await Registry.RegisterAsync(audience, new Uri(address), typePattern));

    /// <summary>A rule whose targets are webhooks that have no subscription of their own.</summary>
    public async Task PutRuleAsync(string account, string name, string pattern, params RuleTarget[] targets)
    {
        await Metastore.WriteAsync(async session =>
        {
            Assert.IsType<RuleOutcome.Done>(await Rules.PutAsync(session, new EventRule { Account = account, Name = name, Pattern = pattern, Enabled = 1 }));
            foreach (var target in targets)
                Assert.IsType<RuleOutcome.Done>(await Rules.PutTargetAsync(session, account, name, target));
        });
    }

    public Task<string> PublishAsync(AccountEvent accountEvent) => Metastore.WriteAsync(session => Bus.PublishAsync(session, accountEvent));

    public Task<string> PublishAsync(BourseEvent bourseEvent) => Metastore.WriteAsync(session => Bus.PublishAsync(session, bourseEvent));

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        _random.Dispose();
        Receivers.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
