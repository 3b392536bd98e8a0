using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Events.Webhooks;
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
        Deliveries = new WebhookDeliveries(Metastore, clock);
    }

    public TimeProvider Clock { get; }

    public SqliteMetastore Metastore { get; }

    public EventBus Bus { get; }

    public WebhookRegistry Registry { get; private set; }

    public WebhookDeliveries Deliveries { get; }

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

    public EventBus NewBus() => new(new Outbox(Clock), Clock, _random, new Uri("urn:bourse:111111111111"));

    public WebhookDispatcher NewDispatcher(WebhookDispatcherOptions? options = null) =>
        new(Metastore, Bus, Access, _protector, _policy, Clock, _random, options ?? new WebhookDispatcherOptions(), Receivers);

    public WebhookDispatcher NewRealDispatcher(WebhookDispatcherOptions? options = null) =>
        new(Metastore, Bus, Access, _protector, _policy, Clock, _random, options);

    public void ForbidHosts()
    {
        _policy = new WebhookAddressPolicy([]);
        Registry = new WebhookRegistry(Metastore, _protector, _policy, s_types, Clock, _random);
    }

    public async Task<WebhookRegistration.Registered> RegisterAsync(
        string audience, string address = "https://hooks.example/", string typePattern = "*") =>
        Assert.IsType<WebhookRegistration.Registered>(await Registry.RegisterAsync(audience, new Uri(address), typePattern));

    public Task<string> PublishAsync(BourseEvent bourseEvent) => Metastore.WriteAsync(session => Bus.PublishAsync(session, bourseEvent));

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        _random.Dispose();
        Receivers.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
