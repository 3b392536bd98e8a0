using System.Security.Cryptography;
using System.Text;
using Bourse.Access;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.DuckDb;
using Bourse.Events;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Exchange.Listings;
using Bourse.Exchange.Products;
using Bourse.Exchange.Projections;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Publishing.Differences;
using Bourse.Exchange.Reading;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;
using Bourse.Projection;
using Bourse.Projection.Collecting;
using Bourse.Projection.Inventory;
using Bourse.Projection.Changes;
using Bourse.Projection.Naming;
using Bourse.Storage.Local;

namespace Bourse.Exchange.Tests.Support;

/// <summary>A whole exchange without listeners in a temporary folder, with one table of NAVs and the product that lists it.</summary>
internal sealed class ExchangeWorld : IAsyncDisposable
{
    public static readonly ProductName Product = ProductName.Parse("fund-data");
    public static readonly AccountId Client = AccountId.Parse("222222222222");
    public static readonly TableIdentifier Source = TableIdentifier.Parse("gold.nav");

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });
    private readonly List<IDisposable> _opened = [];
    private LocalObjectStore _lakehouse = null!;

    private ExchangeWorld() => Folder = Directory.CreateTempSubdirectory("bourse-exchange-").FullName;

    public string Folder { get; }

    public AheadTime Clock { get; } = new();

    public TestQualityGate Quality { get; } = new();

    public SqliteMetastore Metastore { get; private set; } = null!;

    public TableCatalog Catalog { get; private set; } = null!;

    public ProductDesk Desk { get; private set; } = null!;

    public ProductStore Products { get; private set; } = null!;

    public GrantStore Grants { get; private set; } = null!;

    public RevisionPublisher Publisher { get; private set; } = null!;

    public RevisionComparer Comparer { get; private set; } = null!;

    public RevisionHistory History { get; private set; } = null!;

    public Onboarding Onboarding { get; private set; } = null!;

    public AgreementDesk Agreements { get; private set; } = null!;

    public AuditQuery Audit { get; private set; } = null!;

    public AuditLog Log { get; private set; } = null!;

    public ProjectionStore Projections { get; private set; } = null!;

    public ClientEndpoints Endpoints { get; private set; } = null!;

    public ProjectionCosts Costs { get; private set; } = null!;

    public CollectionDesk Collection { get; private set; } = null!;

    public PolicyFeed Policy { get; private set; } = null!;

    public ClientReads Reads { get; private set; } = null!;

    public TableRevisions Revisions { get; private set; } = null!;

    public static async Task<ExchangeWorld> CreateAsync()
    {
        var world = new ExchangeWorld();
        await world.OpenAsync();
        var schema = new Schema(0,
        [
            new NestedField(1, "fund_id", new IcebergType.String(), false), new NestedField(2, "nav", new IcebergType.Double(), false),
            new NestedField(3, "fee_bps", new IcebergType.Int(), false),
        ]);
        await world.Catalog.CreateAsync(Source, schema, PartitionSpec.Unpartitioned);
        await world.AppendAsync("SELECT * FROM (VALUES ('A', 1.5::DOUBLE, 10), ('B', 2.5, 20), ('C', 3.5, 30)) t(fund_id, nav, fee_bps)");
        Assert.IsType<Contracts.ContractParse.Valid>(await world.Desk.PutAsync(ExchangeDocuments.Contract, "tester", default));
        return world;
    }

    /// <summary>What a process does that starts on the same disk: nothing in memory is left.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Changes the table's columns.</summary>
    public async Task EvolveAsync(Func<SchemaUpdate, SchemaUpdate> change)
    {
        var table = (await Catalog.LoadAsync(Source))!;
        var evolved = table.Metadata.WithUpdatedSchema(change, Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.IsType<CommitOutcome.Committed>(await Catalog.CommitAsync([new TableCommit(table, evolved)]));
    }

    /// <summary>Appends rows to the table, or to another one.</summary>
    public async Task AppendAsync(string selectSql, TableIdentifier? source = null)
    {
        var table = (await Catalog.LoadAsync(source ?? Source))!;
        var files = table.FilesIn(_lakehouse);
        using var connection = _engine.Connect();
        var written = await new DataFileWriter(connection, files, _random).WriteAsync(new DataFileRequest
        {
            Schema = table.Metadata.CurrentSchema,
            Spec = table.Metadata.DefaultSpec,
            TableLocation = table.Metadata.Location,
            SelectSql = selectSql,
        });
        var pending = await TableTransaction.Begin(new IcebergTable(table.Metadata, table.MetadataLocation, files), TimeProvider.System, _random).Append(written)
            .PrepareAsync();
        Assert.IsType<CommitOutcome.Committed>(await Catalog.CommitAsync([new TableCommit(table, pending.Metadata)]));
    }

    /// <summary>Deletes a row of the table's first data file by its place.</summary>
    public async Task DeleteRowAsync(long position)
    {
        var table = (await Catalog.LoadAsync(Source))!;
        var files = table.FilesIn(_lakehouse);
        var opened = new IcebergTable(table.Metadata, table.MetadataLocation, files);
        var data = (await opened.Scan().PlanFilesAsync(Expression.True))[0].File;
        var columns = new Schema(0, [MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition]);
        var local = files.NewTemporaryPath(".parquet");
        using var connection = _engine.Connect();
        connection.Execute($"COPY (SELECT {Sql.Literal(data.Path)} AS file_path, {position}::BIGINT AS pos) TO {Sql.Literal(local)} (FORMAT parquet, FIELD_IDS "
            + $"{EngineTypes.FieldIds(columns)})");
        var delete = data with
        {
            Content = FileContent.PositionDeletes,
            Path = $"{table.Metadata.Location}/data/{Guid.NewGuid():N}-deletes.parquet",
            RecordCount = 1,
            FileSizeBytes = new FileInfo(local).Length,
            Columns = data.Columns.Clear(),
            SplitOffsets = null,
        };
        await files.AdoptAsync(delete.Path, local);
        var next = await TableTransaction.Begin(opened, TimeProvider.System, _random).Apply(new RowDelta { AddedDeletes = [delete] }).ApplyAsync();
        Assert.IsType<CommitOutcome.Committed>(await Catalog.CommitAsync([new TableCommit(table, next)]));
    }

    /// <summary>The rows of a snapshot of the table as text, sorted.</summary>
    public async Task<List<string>> RowsAsync(long snapshotId)
    {
        var table = (await Catalog.LoadAsync(Source))!;
        var files = table.FilesIn(_lakehouse);
        var sql = await new IcebergTable(table.Metadata, table.MetadataLocation, files).Scan(table.Metadata.FindSnapshot(snapshotId)).ToSqlAsync(Expression.True);
        using var connection = _engine.Connect();
        using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
        return [.. result.Rows().Select(row => string.Join("|", row)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Partitions the table by columns; each task's name, commits, files removed, files added and note.</summary>
    public async Task<List<string>> PartitionAsync(IReadOnlyList<string> columns, bool dryRun)
    {
        var table = await new MaintainedTables(Catalog, _lakehouse, TimeProvider.System, _random).OpenAsync(Source);
        using var connection = _engine.Connect();
        var reports = await new Repartitioning(table, connection).RunAsync(columns, dryRun);
        return [.. reports.Select(report => $"{report.Task} {report.Commits} {report.FilesRemoved} {report.FilesAdded} {report.Note}")];
    }

    public Task<PublishOutcome> PublishAsync(string comment = "A test revision.") => Publisher.PublishAsync(new PublishRequest(Product, comment, "tester"), default);

    public Task<ApplyOutcome> ApplyAsync(string json) => Onboarding.ApplyAsync(Encoding.UTF8.GetBytes(json), "tester", default);

    public async Task<Caller> CallerAsync(SessionScope? scope = null)
    {
        await Policy.RefreshAsync();
        await Projections.RefreshAsync();
        return new Caller
        {
            Principal = new Principal(Client, Principal.ClientName),
            SessionId = "session-1",
            PrincipalEpoch = 1,
            Scope = scope ?? new SessionScope.WholeAccount(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(30),
        };
    }

    public async Task<long> CountAsync(string sql) => await Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>(sql));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _engine.Dispose();
        _random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var clock = Clock;
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(Folder, "metastore.db") });
        await Metastore.MigrateAsync([EventsTables.Migrations, AccessTables.Migrations, CatalogTables.Migrations, ProjectionMigrations.Set, ExchangeTables.Migrations]);
        _lakehouse = new LocalObjectStore("lakehouse", Path.Combine(Folder, "lakehouse"), _random);
        var pieces = new LocalObjectStore("projections", Path.Combine(Folder, "projections"), _random);
        var keys = FileKeyRing.OpenOrCreate(Path.Combine(Folder, "keys.json"), clock, _random);
        var accounts = new AccountStore(clock);
        Policy = new PolicyFeed(Metastore, accounts, new EndlessLease());
        Grants = new GrantStore(Metastore, Policy, clock);
        Catalog = new TableCatalog(Metastore, _lakehouse, clock, _random);
        Products = new ProductStore(Metastore, clock);
        var audit = new AuditLog(Metastore, clock, _random);
        Desk = new ProductDesk(Metastore, Products, Grants, audit, clock, _random);
        Audit = new AuditQuery(Metastore);
        Log = audit;
        var events = new EventBus(new Outbox(clock), clock, _random, new EventBusIdentity("111111111111", "eu-central-1"));
        var alerts = new AccessAlerts(events, AccountId.Parse("111111111111"), clock);
        var builder = new ProjectionBuilder(Metastore, _engine, pieces, [_lakehouse], new NamingKey(new byte[NamingKey.Length]));
        var clientProjections = new ClientProjections(builder);
        var maintained = new MaintainedTables(Catalog, _lakehouse, TimeProvider.System, _random);
        var pinner = new TablePinner(Catalog, _lakehouse, new TablePreparation(maintained, [Folder]), builder);
        Publisher = new RevisionPublisher(Catalog, Products, Grants, pinner, Quality, clientProjections, events, audit, clock, _random);
        Comparer = new RevisionComparer(pinner, Grants);
        History = new RevisionHistory(Metastore, Catalog, Products, Grants, pinner, clientProjections, events, audit, clock, _random);
        Agreements = new AgreementDesk(Metastore, Grants, audit, clock, _random);
        Projections = new ProjectionStore(Metastore, [pieces, _lakehouse], Path.Combine(Folder, "assembled"), clock);
        Costs = new ProjectionCosts(Metastore, new ProjectionInventory(Metastore, pieces, [_lakehouse]), Grants, Products, pinner);
        Collection = new CollectionDesk(
            new ProjectionCollector(Metastore, pieces, session => CollectionDesk.OverAsync(session, Grants, clock), clock, _random), audit,
            new AdministrationRecords(clock, _random));
        Endpoints = new ClientEndpoints
        {
            Catalog = new Uri("https://exchange.example/iceberg"),
            Token = new Uri("https://exchange.example/oauth/token"),
            Objects = new Uri("https://s3.exchange.example/"),
            Api = new Uri("https://exchange.example/"),
            Region = "eu-central-1",
            Warehouse = "test",
        };
        Onboarding = new Onboarding(
            new OnboardingServices
            {
                Metastore = Metastore,
                Agreements = new AgreementStore(clock),
                Products = Products,
                Grants = Grants,
                Accounts = accounts,
                Links = new ActivationLinks(
                    Metastore, new ClientCredentialStore(accounts, clock, _random), new SharingTokenStore(accounts, clock, _random), audit, alerts, clock, _random),
                Projections = clientProjections,
                Pinner = pinner,
                Audit = audit,
                Provider = AccountId.Parse("111111111111"),
                Clock = clock,
                Random = _random,
            },
            new WelcomeWriter(new WelcomeDesk(Path.Combine(Folder, "welcome"), null, clock), "Test provider", "data@provider.example", Endpoints, clock));
        var gate = new AccessGate(new Authorizer(Policy, clock), audit, Metastore, alerts, clock);
        var changes = new ChangeFileStore(Metastore, pieces);
        Revisions = new TableRevisions(Projections, changes);
        Reads = new ClientReads(gate, Projections, new SessionIssuer(keys, clock, _random), new KeyIndexes(Projections), Products, Revisions);
        _opened.Add(changes);
        _opened.AddRange([_lakehouse, pieces, keys, Policy, Projections]);
    }

    private async Task CloseAsync()
    {
        foreach (var opened in _opened)
        {
            opened.Dispose();
        }

        _opened.Clear();
        await Metastore.DisposeAsync();
    }

    // Tests refresh the feed themselves; how its lease runs out is the access project's to test.
    private sealed class EndlessLease : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
