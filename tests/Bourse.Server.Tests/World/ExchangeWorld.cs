using System.Net;
using System.Security.Cryptography;
using Bourse.Access;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Access.Signing;
using Bourse.Catalog;
using Bourse.Catalog.Objects;
using Bourse.Events;
using Bourse.Events.Deliveries;
using Bourse.Events.Rules;
using Bourse.Events.Streams;
using Bourse.Events.Webhooks;
using Bourse.Exchange;
using Bourse.Exchange.Events;
using Bourse.Exchange.Products;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;
using Bourse.Projection;
using Bourse.Projection.Changes;
using Bourse.Projection.Naming;
using Bourse.Server.Hosting;
using Bourse.Storage.Local;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Tests.World;

/// <summary>
/// A whole small exchange in one folder: metastore, lakehouse, one product with two clients, projections, and the real host on free loopback
/// ports. Only publishing and onboarding are done by hand.
/// </summary>
public sealed class ExchangeWorld : IAsyncDisposable
{
    public const string Region = "us-east-1";
    public const string Warehouse = "bourse";
    public const string BucketHost = "s3.localhost";
    public static readonly ProductName Product = ProductName.Parse("portfolio-analytics");
    public static readonly TableName Table = TableName.Parse("nav_history");

    public static readonly AccountId ProviderAccount = AccountId.Parse("111111111111");

    private static readonly int[] VisibleFields = [1, 2, 3, 4];
    private readonly string _folder;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private readonly WorldLake _lake;
    private readonly LocalObjectStore _pieces;
    private readonly FileKeyRing _ring;
    private readonly SqliteMetastore _metastore;
    private readonly IndexedObjectStore _objects;
    private readonly AccountStore _accounts;
    private readonly PolicyFeed _feed;
    private readonly GrantStore _grants;
    private readonly ClientCredentialStore _credentials;
    private readonly BearerTokens _bearerTokens;
    private readonly SessionIssuer _sessions;
    private EventDispatcher? _dispatcher;
    private ProjectionBuilder? _builder;
    private ProjectionStore? _projections;

    private ExchangeWorld(string folder)
    {
        _folder = folder;
        _lake = new WorldLake(_folder, _random);
        _pieces = new LocalObjectStore("projections", Path.Combine(_folder, "projections"), _random);
        _ring = FileKeyRing.OpenOrCreate(Path.Combine(_folder, "keys"), _time, _random);
        _metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_folder, "metastore.db") });
        _accounts = new AccountStore(_time);
        _feed = new PolicyFeed(_metastore, _accounts, _time, ProviderAccount);
        _objects = new IndexedObjectStore(_lake.Store, _metastore, _time);
        Lakehouse = new TableCatalog(_metastore, _objects, _time, _random);
        _grants = new GrantStore(_metastore, _feed, _time);
        _credentials = new ClientCredentialStore(_accounts, _time, _random);
        _bearerTokens = new BearerTokens(_ring, _time, _random);
        _sessions = new SessionIssuer(_ring, _time, _random);
    }

    public BourseServer Server { get; private set; } = null!;

    public ServerServices Services { get; private set; } = null!;

    /// <summary>Funds HEDGE-1 and HEDGE-2.</summary>
    public WorldClient Hedge { get; private set; } = null!;

    /// <summary>Fund PENSION-1.</summary>
    public WorldClient Pension { get; private set; } = null!;

    /// <summary>Whose lakehouse it is; it has no agreement.</summary>
    public WorldClient Provider { get; private set; } = null!;

    /// <summary>The catalogue as publishing uses it.</summary>
    public TableCatalog Lakehouse { get; }

    public ActivationLinks Activations { get; private set; } = null!;

    public string ListingsFolder => Path.Combine(_folder, "listings");

    public BearerTokens BearerTokens => _bearerTokens;

    public SharingTokenStore SharingTokens => new(_accounts, _time, _random);

    public SessionIssuer Sessions => _sessions;

    public IMetastore Metastore => _metastore;

    public EventBus Events { get; private set; } = null!;

    /// <summary>Tells an account, or everyone, of a revision of the product; returns the event's id.</summary>
    public Task<string> TellAsync(string audience, int revision) => _metastore.WriteAsync(session => Events.PublishAsync(session, new BourseEvent
    {
        Type = "revision.published", Subject = Product.Value, Audience = audience, Data = System.Text.Json.JsonSerializer.SerializeToElement(new { revision }),
    }));

    /// <summary>Starts a world.</summary>
    /// <param name="folder">Where its files are, made when absent and removed with it; null for one of its own.</param>
    public static async Task<ExchangeWorld> StartAsync(string? folder = null)
    {
        var world = new ExchangeWorld(folder is null ? Directory.CreateTempSubdirectory("bourse-world-").FullName : Directory.CreateDirectory(folder).FullName);
        await world.PrepareAsync();
        return world;
    }

    /// <summary>Publishes a revision to both clients.</summary>
    public async Task PublishAsync(int revision) => await (await PrepareAsync(revision, await _lake.WriteRevisionAsync(revision)))();

    /// <summary>Revokes a revision before the newest.</summary>
    public async Task RevokeAsync(int revision, string reason)
    {
        var prepared = new List<PreparedProjection>();
        foreach (var grant in await _grants.ListAsync(Product))
            prepared.Add((await _builder!.PrepareRevocationAsync(grant.Agreement, Product, Table, new RevokedRevision(revision, reason), _time.GetUtcNow()))!);
        await _metastore.WriteAsync(session => _builder!.CommitAsync(session, prepared));
        await _projections!.RefreshAsync();
    }

    /// <summary>Does all of the work of a revision but its one transaction, which the result makes: then clients see it.</summary>
    public async Task<Func<Task>> PrepareRevisionAsync(int revision) => await PrepareAsync(revision, await _lake.WriteRevisionAsync(revision));

    /// <summary>Publishes a revision that adds many rows to the first client's, in one file.</summary>
    public async Task PublishBulkAsync(int revision, int rows) => await (await PrepareAsync(revision, await _lake.WriteBulkAsync(rows)))();

    /// <summary>Publishes a revision that has other rows in place of all there were: a SELECT of the columns, of <c>now</c>.</summary>
    public async Task PublishReplacedAsync(int revision, string rows) => await (await PrepareAsync(revision, await _lake.ReplaceAsync(rows)))();

    /// <summary>Publishes a revision of the same rows, in which a column has another name.</summary>
    public async Task PublishRenamedAsync(int revision, string column, string name) => await (await PrepareAsync(revision, await _lake.RenameAsync(column, name)))();

    private async Task<Func<Task>> PrepareAsync(int revision, (IcebergTable Table, Snapshot Snapshot) written)
    {
        var (table, snapshot) = written;
        var prepared = new List<PreparedProjection>();
        foreach (var grant in await _grants.ListAsync(Product))
        {
            prepared.Add(await _builder!.PrepareAsync(new ProjectionRequest
            {
                Agreement = grant.Agreement,
                Product = Product,
                Table = Table,
                Rules = grant.Tables[Table],
                Revision = revision,
                PublishedAt = new DateTimeOffset(2025, 1, revision, 0, 0, 0, TimeSpan.Zero),
                Source = table,
                Pinned = snapshot,
            }));
        }
        return async () =>
        {
            await _metastore.WriteAsync(async session =>
            {
                await _builder!.CommitAsync(session, prepared);
                return true;
            });
            await _projections!.RefreshAsync();
        };
    }

    /// <summary>The snapshot that a revision is to a client.</summary>
    public long SnapshotOf(WorldClient client, int revision) => _projections!.Find(client.Agreement, Product, Table)!.Revisions[revision];

    /// <summary>Sets an agreement's state; returns when the metastore has it, not when the node has noticed.</summary>
    public Task SetStateAsync(WorldClient client, AgreementState state) =>
        _metastore.WriteAsync(session => _grants.SetStateAsync(session, client.Agreement, state));

    /// <summary>What was recorded as done to a thing, in order.</summary>
    public async Task<IEnumerable<string>> RecordedActionsAsync(string resource)
    {
        var bodies = await _metastore.ReadAsync(session => session.QueryAsync<string>(
            "SELECT body FROM (SELECT 0 AS part, position AS at, CAST(body AS TEXT) AS body FROM audit_log UNION ALL SELECT 1, sequence, CAST(body AS TEXT) FROM "
                + "audit_pending) ORDER BY part, at"));
        return bodies.Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement)
            .Where(record => record.GetProperty("resource").GetString() == resource).Select(record => record.GetProperty("action").GetString()!);
    }

    /// <summary>Ends every session and token a client has.</summary>
    public Task RevokeSessionsAsync(WorldClient client) =>
        _metastore.WriteAsync(session => _accounts.BumpEpochAsync(session, client.Principal));

    /// <summary>A one-time activation token for a client's account.</summary>
    public async Task<string> NewActivationTokenAsync(WorldClient client) =>
        (await _metastore.WriteAsync(session => Activations.CreateAsync(session, client.Principal.Account))).Token.Reveal();

    /// <summary>A host over this world's services, on free loopback ports unless the change says otherwise. The caller disposes of it.</summary>
    public Task<BourseServer> StartServerAsync(Func<ServerOptions, ServerOptions> change)
    {
        var loopback = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new ServerOptions
        {
            Open = new ListenerOptions { Endpoint = loopback },
            Aws = new ListenerOptions { Endpoint = loopback },
            BucketHostSuffix = BucketHost,
            Region = Region,
            Warehouse = Warehouse,
            ListingsFolder = ListingsFolder,
        };
        return BourseServer.StartAsync(change(options), Services, logging => logging.AddFilter((_, _) => false), _stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _stopping.CancelAsync();
        foreach (var loop in _loops)
            await loop.ContinueWith(_ => { }, TaskScheduler.Default);
        _dispatcher!.Dispose();
        _feed.Dispose();
        await _metastore.DisposeAsync();
        _ring.Dispose();
        _pieces.Dispose();
        _lake.Dispose();
        _random.Dispose();
        _stopping.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        await _metastore.MigrateAsync([AccessTables.Migrations, EventsTables.Migrations, CatalogTables.Migrations, ProjectionMigrations.Set, ExchangeTables.Migrations]);
        var naming = await NamingKeyStore.LoadOrCreateAsync(_metastore, _ring, _random);
        _builder = new ProjectionBuilder(_metastore, _lake.Engine, _pieces, [_objects], naming);
        _projections = new ProjectionStore(_metastore, [_pieces, _objects], Path.Combine(_folder, "assembled"), _time);
        Hedge = await AddClientAsync("222222222222", "CTR-2024-001", "HEDGE-1", "HEDGE-2");
        Pension = await AddClientAsync("333333333333", "CTR-2024-002", "PENSION-1");
        Provider = await AddAsync(ProviderAccount, AgreementId.Parse("CTR-NONE"), _ => Task.CompletedTask);
        await PublishAsync(1);
        await _feed.RefreshAsync();
        Services = StartServices();
        Server = await StartServerAsync(options => options);
    }

    private Task<WorldClient> AddClientAsync(string account, string agreement, params string[] funds)
    {
        var now = _time.GetUtcNow();
        return AddAsync(AccountId.Parse(account), AgreementId.Parse(agreement), session => _grants.PutAsync(session, new Grant
        {
            Agreement = AgreementId.Parse(agreement),
            Account = AccountId.Parse(account),
            Product = Product,
            State = AgreementState.Active,
            StartsAt = now.AddDays(-1),
            EndsAt = now.AddDays(30),
            Tables = new Dictionary<TableName, RuleSet>
            {
                [Table] = new() { FieldIds = [.. VisibleFields], RowFilter = Expression.IsIn(1, [.. funds.Select(fund => new Literal.Text(fund))]) },
            },
        }));
    }

    private async Task<WorldClient> AddAsync(AccountId account, AgreementId id, Func<IMetastoreWriteSession, Task> grant)
    {
        var principal = new Principal(account, Principal.ClientName);
        var (issued, sharing) = await _metastore.WriteAsync(async session =>
        {
            await _accounts.CreateAsync(session, principal.Account, $"Client {account}", $"data@{account}.example");
            await grant(session);
            return (Assert.IsType<IssueSecretOutcome.Issued>(await _credentials.IssueSecretAsync(session, principal)),
                (await SharingTokens.CreateAsync(session, principal, replaces: false))!);
        });
        return new WorldClient(principal, id, issued.ClientId, issued.Secret.Reveal())
        {
            Token = _bearerTokens.Issue(principal, 1, TimeSpan.FromHours(1)).Token.Reveal(),
            SharingToken = sharing.Secret.Reveal(),
            Keys = _sessions.Issue(principal, 1, new SessionScope.WholeAccount(), TimeSpan.FromHours(1)),
        };
    }

    private ServerServices StartServices()
    {
        var audit = new AuditLog(_metastore, _time, _random);
        Events = new EventBus(new Outbox(_time), _time, _random, new EventBusIdentity("111111111111", Region));
        var alerts = new AccessAlerts(Events, AccountId.Parse("111111111111"), _time);
        var mayHear = new GrantedEvents(AccountId.Parse("111111111111"), _time);
        var hosts = new WebhookAddressPolicy(["127.0.0.1"]);
        _dispatcher = new EventDispatcher(_metastore, Events, mayHear, _ring, hosts, _time, _random);
        var feed = new EventFeed(_metastore, mayHear, _dispatcher, _time);
        var gate = new AccessGate(new Authorizer(_feed, _time), audit, _metastore, alerts, _time);
        var revisions = new TableRevisions(_projections!, new ChangeFileStore(_metastore, _pieces));
        var reads = new ClientReads(gate, _projections!, _sessions, new KeyIndexes(_projections!), new ProductStore(_metastore, _time), revisions);
        Activations = new ActivationLinks(_metastore, _credentials, SharingTokens, audit, alerts, _time, _random);
        _loops.Add(_feed.RunAsync(_stopping.Token));
        _loops.Add(audit.RunAsync(_stopping.Token));
        _loops.Add(_dispatcher.RunAsync(_stopping.Token));
        _loops.Add(feed.RunAsync(_stopping.Token));
        return new ServerServices
        {
            Reads = reads,
            Revisions = revisions,
            SharingTokens = new SharingTokens(_feed, _time),
            Links = new ObjectLinks(_ring, _time),
            ProviderObjects = new ProviderObjects(gate, new SourceObjects(_objects, _metastore, _time, _random), ProviderAccount),
            ProviderTables = new ProviderTables(gate, Lakehouse, ProviderAccount, _time),
            Sessions = new ClientSessions(gate, _bearerTokens, new RoleSessions(_bearerTokens, _sessions)),
            Webhooks = new ClientWebhooks(gate, new WebhookRegistry(_metastore, _ring, hosts, EventTypes.All, _time, _random), audit, _time),
            Events = new ClientEvents(gate, feed),
            Rules = new ClientRules(gate, _metastore, new RuleStore(_time, _random), Events, audit, _time),
            Signatures = new SigV4Authenticator(_sessions, new SigV4Options { Region = Region }, _time),
            BearerTokens = _bearerTokens,
            Tokens = new TokenEndpoint(_metastore, _credentials, _bearerTokens, gate, ["http://exchange.test/oauth/token"], _time),
            Activations = Activations,
            Audit = audit,
            Time = _time,
            NewestCheckpoint = cancellation => _metastore.ReadAsync(AuditCheckpoints.LatestAsync, cancellation),
            FindObstacle = _ => ValueTask.FromResult(_feed.Current is null ? "the policy is not current" : null),
        };
    }
}
