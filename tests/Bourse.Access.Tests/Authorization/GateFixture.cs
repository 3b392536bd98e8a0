using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Events;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;

namespace Bourse.Access.Tests.Authorization;

/// <summary>
/// The gate over a metastore in a folder of its own, with the hedge fund's agreement in it and a clock that stands still.
/// </summary>
internal sealed class GateFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private GateFixture()
    {
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = _folder.File("metastore.db"), Clock = Time });
        Accounts = new AccountStore(Time);
        Feed = new PolicyFeed(Metastore, Accounts, Time);
        Grants = new GrantStore(Metastore, Feed, Time);
        Authorizer = new Authorizer(Feed, Time);
        Audit = new AuditLog(Metastore, Time, _random);
        Alerts = new AccessAlerts(new EventBus(new Outbox(Time), Time, _random, new EventBusIdentity("111111111111", "eu-central-1")), Policies.Provider, Time);
        Gate = new AccessGate(Authorizer, Audit, Metastore, Alerts, Time);
    }

    public ManualTime Time { get; } = new(Policies.Now);

    public SqliteMetastore Metastore { get; }

    public AccountStore Accounts { get; }

    public PolicyFeed Feed { get; }

    public GrantStore Grants { get; }

    public Authorizer Authorizer { get; }

    public AuditLog Audit { get; }

    public AccessAlerts Alerts { get; }

    public AccessGate Gate { get; }

    public static RequestContext Request { get; } = new("req-1", "s3");

    public static async Task<GateFixture> CreateAsync()
    {
        var fixture = new GateFixture();
        await fixture.Metastore.MigrateAsync([EventsTables.Migrations, AccessTables.Migrations]);
        await fixture.Metastore.WriteAsync(async session =>
        {
            await fixture.Accounts.CreateAsync(session, Policies.Hedge, "Hedge Fund Partners", "data@hedge.example");
            await fixture.Accounts.CreateAsync(session, Policies.Pension, "Northgate Pension", "data@pension.example");
            Assert.IsType<GrantOutcome.Stored>(await fixture.Grants.PutAsync(session, Policies.Grant()));
        });
        await fixture.Feed.RefreshAsync();
        return fixture;
    }

    public Task<StateOutcome> SetStateAsync(AgreementState state) =>
        Metastore.WriteAsync(session => Grants.SetStateAsync(session, Policies.Contract, state));

    public Task<Decision> DecideAsync(Caller? caller = null, AccessAction action = AccessAction.LoadTable, Bourse.Access.Resources.Resource? resource = null) =>
        Gate.DecideAsync(caller ?? Policies.Caller(), action, resource ?? Policies.NavTable, Request).AsTask();

    /// <summary>All records, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRow>> RecordsAsync() => (await new AuditQuery(Metastore).ListAsync(new AuditFilter())).Rows;

    /// <summary>The bodies of all events that wait, which takes them.</summary>
    public Task<IReadOnlyList<string>> TakeEventsAsync() => Metastore.WriteAsync(async session =>
        (IReadOnlyList<string>)[.. (await Outbox.TakeAsync(session, "events", 100)).Select(message => message.Body)]);

    public async ValueTask DisposeAsync()
    {
        Feed.Dispose();
        await Metastore.DisposeAsync();
        _random.Dispose();
        _folder.Dispose();
    }
}
