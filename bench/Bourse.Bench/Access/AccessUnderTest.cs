using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Iceberg.Expressions;
using Bourse.Metastore;
using Bourse.Metastore.Leasing;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;

namespace Bourse.Bench.Access;

/// <summary>
/// Access as a node runs it: a metastore on disk, a policy of 1,000 accounts with 10 products each, a running feed and sequencer.
/// </summary>
internal sealed class AccessUnderTest : IAsyncDisposable
{
    public const int Accounts = 1000;
    public const int Products = 10;
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-bench-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly CancellationTokenSource _stop = new();
    private readonly FileKeyRing _keys;
    private readonly PolicyFeed _feed;
    private Task _background = Task.CompletedTask;

    private AccessUnderTest(IMetastore? metastore)
    {
        var time = TimeProvider.System;
        Metastore = metastore ?? SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_folder, "metastore.db") });
        _keys = FileKeyRing.OpenOrCreate(Path.Combine(_folder, "keys.json"), time, _random);
        _feed = new PolicyFeed(Metastore, new AccountStore(time), time);
        Authorizer = new Authorizer(_feed, time);
        Audit = new AuditLog(Metastore, time, _random);
        Sessions = new SessionIssuer(_keys, time, _random);
        var events = new EventBus(new Outbox(time), time, _random, new EventBusIdentity("111111111111", "eu-central-1"));
        Gate = new AccessGate(Authorizer, Audit, Metastore, new AccessAlerts(events, Account(0), time), time);
        Callers = [.. Enumerable.Range(0, Accounts).Select(number => new Caller
        {
            Principal = new Principal(Account(number), Principal.ClientName),
            SessionId = $"BT{number}",
            PrincipalEpoch = 1,
            Scope = new SessionScope.WholeAccount(),
            ExpiresAt = time.GetUtcNow().AddHours(1),
        })];
        Tables = [.. Enumerable.Range(0, Products).Select(number => (Resource)new Resource.StoredObject(Product(number), Table, $"{Table}/u/data/1.parquet"))];
    }

    public static TableName Table { get; } = TableName.Parse("nav_history");

    public IMetastore Metastore { get; }

    public Authorizer Authorizer { get; }

    public AuditLog Audit { get; }

    public AccessGate Gate { get; }

    public SessionIssuer Sessions { get; }

    public Caller[] Callers { get; }

    /// <summary>An object of each product.</summary>
    public Resource[] Tables { get; }

    public string Folder => _folder;

    /// <summary>Starts it.</summary>
    /// <param name="metastore">An empty metastore, then its own; null for SQLite on disk.</param>
    public static async Task<AccessUnderTest> StartAsync(IMetastore? metastore = null)
    {
        var access = new AccessUnderTest(metastore);
        await access.Metastore.MigrateAsync([EventsTables.Migrations, AccessTables.Migrations]);
        await access.Metastore.WriteAsync(access.WritePolicyAsync);
        await access._feed.RefreshAsync();
        var signer = await new AuditKeys(access.Metastore, access._keys, TimeProvider.System, access._random).OpenOrCreateAsync("bench.example/log");
        var sequencer = new AuditSequencer(access.Metastore, new Leases(access.Metastore, TimeProvider.System), signer, TimeProvider.System, "bench");
        access._background = Task.WhenAll(access._feed.RunAsync(access._stop.Token), sequencer.RunAsync(access._stop.Token));
        return access;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _feed.Dispose();
        await Metastore.DisposeAsync();
        _keys.Dispose();
        _random.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WritePolicyAsync(IMetastoreWriteSession session)
    {
        var accounts = new AccountStore(TimeProvider.System);
        var grants = new GrantStore(Metastore, _feed, TimeProvider.System);
        var funds = Enumerable.Range(0, 20).Select(number => new Literal.Text($"FND{number:000}"));
        var tables = new Dictionary<TableName, RuleSet> { [Table] = new() { FieldIds = [1, 2, 3, 4], RowFilter = Expression.IsIn(1, funds) } };
        for (var account = 0; account < Accounts; account++)
        {
            await accounts.CreateAsync(session, Account(account), $"Account {account}", "data@client.example");
            for (var product = 0; product < Products; product++)
                await grants.PutAsync(session, new Grant
                {
                    Agreement = AgreementId.Parse($"CTR-{account}-{product}"),
                    Account = Account(account),
                    Product = Product(product),
                    State = AgreementState.Active,
                    StartsAt = DateTimeOffset.UnixEpoch,
                    EndsAt = DateTimeOffset.MaxValue.AddDays(-1),
                    Tables = tables,
                });
        }
    }

    private static AccountId Account(int number) => AccountId.Parse(number.ToString("D12", CultureInfo.InvariantCulture));

    private static ProductName Product(int number) => ProductName.Parse($"product-{number}");
}
