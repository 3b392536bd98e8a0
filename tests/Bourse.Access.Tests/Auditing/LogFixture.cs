using System.Net;
using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Verifying;
using Bourse.Access.Keys;
using Bourse.Access.Tests.Authorization;
using Bourse.Metastore;
using Bourse.Metastore.Leasing;
using Bourse.Metastore.Sqlite;

namespace Bourse.Access.Tests.Auditing;

/// <summary>A log in a folder of its own, with a sequencer and a clock that stands still.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    public const string Origin = "exchange.example/bourse";
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly List<IDisposable> _owned = [];

    private LogFixture()
    {
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Folder.File("metastore.db"), Clock = Time });
        Log = new AuditLog(Metastore, Time, _random);
        Query = new AuditQuery(Metastore);
        Leases = new Leases(Metastore, Time);
    }

    public TemporaryFolder Folder { get; } = new();

    public ManualTime Time { get; } = new(Policies.Now);

    public SqliteMetastore Metastore { get; }

    public AuditLog Log { get; }

    public AuditQuery Query { get; }

    public Leases Leases { get; }

    public AuditKeys Keys { get; private set; } = null!;

    public NoteSigner Signer { get; private set; } = null!;

    public AuditSequencer Sequencer { get; private set; } = null!;

    public static async Task<LogFixture> CreateAsync()
    {
        var fixture = new LogFixture();
        await fixture.Metastore.MigrateAsync([AccessTables.Migrations]);
        var ring = FileKeyRing.OpenOrCreate(fixture.Folder.File("keys.json"), fixture.Time, fixture._random);
        fixture.Keys = new AuditKeys(fixture.Metastore, ring, fixture.Time, fixture._random);
        fixture.Signer = await fixture.Keys.OpenOrCreateAsync(Origin);
        fixture._owned.AddRange([ring, fixture.Signer]);
        fixture.Sequencer = fixture.NewSequencer("node-1");
        return fixture;
    }

    public AuditSequencer NewSequencer(string owner) => new(Metastore, Leases, Signer, Time, owner);

    public static AuditEntry Entry(string resource = "portfolio-analytics/nav_history", AuditDecision decision = AuditDecision.Allow) => new()
    {
        Time = Policies.Now,
        Kind = AuditKind.Decision,
        Action = "load-table",
        Resource = resource,
        Decision = decision,
        Reason = decision == AuditDecision.Deny ? "not-granted" : null,
        Account = Policies.Hedge,
        Principal = "client",
        Session = "BT1",
        PolicyVersion = 3,
        Agreement = Policies.Contract,
        Protocol = "iceberg",
        RequestId = "req-1",
        Address = IPAddress.Parse("192.0.2.7"),
    };

    public async Task AppendAsync(int count)
    {
        await Metastore.WriteAsync(async session =>
        {
            for (var number = 0; number < count; number++)
                await Log.AppendAsync(session, Entry($"portfolio-analytics/table_{number}"));
        });
    }

    /// <summary>The latest checkpoint, as an outsider gets it.</summary>
    public async Task<string> CheckpointAsync() => (await Metastore.ReadAsync(AuditCheckpoints.LatestAsync))!;

    public Task<AuditVerdict> VerifyAsync(string kept) =>
        Metastore.ReadAsync(session => new AuditDatabase(session).VerifyAsync(kept, Signer.Verifier));

    /// <summary>As a process does that opens the database anew.</summary>
    public async Task<AuditVerdict> ReopenedVerifyAsync(string kept)
    {
        await using var reopened = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Folder.File("metastore.db"), Clock = Time });
        return await reopened.ReadAsync(session => new AuditDatabase(session).VerifyAsync(kept, Signer.Verifier));
    }

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        _owned.ForEach(owned => owned.Dispose());
        _random.Dispose();
        Folder.Dispose();
    }
}
