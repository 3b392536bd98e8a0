using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Access.Tests.Authorization;
using Bourse.Events;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;

namespace Bourse.Access.Tests;

/// <summary>The credential services over a metastore and a key ring in a folder of their own, with a clock that stands still.</summary>
internal sealed class AccessFixture : IAsyncDisposable
{
    public const string Audience = "https://exchange.example/oauth/tokens";
    public static readonly AccountId Hedge = AccountId.Parse("222222222222");
    public static readonly Principal Client = new(Hedge, Principal.ClientName);
    public static readonly IPAddress Address = IPAddress.Parse("192.0.2.7");
    private readonly TemporaryFolder _folder = new();

    private AccessFixture()
    {
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = _folder.File("metastore.db"), Clock = Time });
        Keys = FileKeyRing.OpenOrCreate(_folder.File("keys.json"), Time, Random);
        Accounts = new AccountStore(Time);
        Sessions = new SessionIssuer(Keys, Time, Random);
        Tokens = new BearerTokens(Keys, Time, Random);
        Clients = new ClientCredentialStore(Accounts, Time, Random);
        Feed = new PolicyFeed(Metastore, Accounts, Time);
        Grants = new GrantStore(Metastore, Feed, Time);
        Audit = new AuditLog(Metastore, Time, Random);
        var alerts = new AccessAlerts(new EventBus(new Outbox(Time), Time, Random, new EventBusIdentity("111111111111", "eu-central-1")), Policies.Provider, Time);
        Endpoint = new TokenEndpoint(
            Metastore, Clients, Tokens, new AccessGate(new Authorizer(Feed, Time), Audit, Metastore, alerts, Time), [Audience], Time);
        Links = new ActivationLinks(Metastore, Clients, new SharingTokenStore(Accounts, Time, Random), Audit, alerts, Time, Random);
    }

    public ManualTime Time { get; } = new(DateTimeOffset.Parse("2026-11-20T12:00:00Z", CultureInfo.InvariantCulture));

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public SqliteMetastore Metastore { get; }

    public FileKeyRing Keys { get; }

    public AccountStore Accounts { get; }

    public SessionIssuer Sessions { get; }

    public BearerTokens Tokens { get; }

    public ClientCredentialStore Clients { get; }

    public PolicyFeed Feed { get; }

    public GrantStore Grants { get; }

    public TokenEndpoint Endpoint { get; }

    public AuditLog Audit { get; }

    public ActivationLinks Links { get; }

    /// <summary>With the hedge fund's account in it, and an agreement that serves it.</summary>
    public static async Task<AccessFixture> CreateAsync()
    {
        var fixture = new AccessFixture();
        await fixture.Metastore.MigrateAsync([EventsTables.Migrations, AccessTables.Migrations]);
        await fixture.Metastore.WriteAsync(async session =>
        {
            await fixture.Accounts.CreateAsync(session, Hedge, "Hedge Fund Partners", "data@hedge.example");
            await fixture.Grants.PutAsync(session, Policies.Grant() with { StartsAt = fixture.Time.Now, EndsAt = fixture.Time.Now.AddYears(1) });
        });
        return fixture;
    }

    public async Task<IssueSecretOutcome.Issued> IssueSecretAsync(TimeSpan? lifetime = null) =>
        Assert.IsType<IssueSecretOutcome.Issued>(await Metastore.WriteAsync(session => Clients.IssueSecretAsync(session, Client, lifetime)));

    public Task<TokenOutcome> PostAsync(params (string Name, string Value)[] form) => PostAsync(null, form);

    /// <summary>Asks for a token, with a policy that is current.</summary>
    public async Task<TokenOutcome> PostAsync(string? authorization, params (string Name, string Value)[] form)
    {
        await Feed.RefreshAsync();
        return await Endpoint.GrantAsync(new TokenRequest
        {
            Form = [.. form.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))],
            Authorization = authorization,
            RemoteAddress = Address,
            Context = new RequestContext("req-1", "oauth"),
        });
    }

    public async ValueTask DisposeAsync()
    {
        Feed.Dispose();
        await Metastore.DisposeAsync();
        Keys.Dispose();
        Random.Dispose();
        _folder.Dispose();
    }
}
