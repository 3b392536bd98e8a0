using System.Security.Cryptography;
using Bourse.Access;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Keys;
using Bourse.Catalog;
using Bourse.Catalog.Objects;
using Bourse.DuckDb;
using Bourse.Events;
using Bourse.Exchange;
using Bourse.Exchange.Keys;
using Bourse.Exchange.Projections;
using Bourse.Metastore;
using Bourse.Projection;
using Bourse.Projection.Changes;
using Bourse.Projection.Collecting;
using Bourse.Projection.Inventory;
using Bourse.Projection.Naming;
using Bourse.Query.Engines;
using Bourse.Server.Hosting;
using Bourse.Storage;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Composition;

/// <summary>
/// One exchange over one data folder, composed once. The server runs it with loops and listeners; a command of the command line opens it,
/// does one thing and
/// closes it, also while a server runs on the same folder: the metastore takes several processes.
/// </summary>
public sealed class BourseNode : IAsyncDisposable
{
    private readonly RandomNumberGenerator _random;
    private readonly FileKeyRing _keys;
    private readonly IMetastore _metastore;
    private readonly IObjectStore _lakehouseBytes;
    private readonly IndexedObjectStore _lakehouse;
    private readonly IObjectStore _projections;
    private readonly DuckDbDatabase _engine;
    private readonly IFileEngine _foreignFiles;
    private readonly NoteSigner _signer;
    private readonly ILoggerFactory _logging;
    private readonly SupervisedLoops _loops;
    private BourseServer? _server;

    private BourseNode(
        DataFolder folder, BourseOptions options, TimeProvider clock, ILoggerFactory logging, NodeFiles files, NoteSigner signer,
            NamingKey naming)
    {
        (Folder, Options, _logging) = (folder, options, logging);
        (_random, _keys, _metastore, _lakehouseBytes, _projections) = (files.Random, files.Keys, files.Metastore, files.Lakehouse,
            files.Projections);
        _lakehouse = new IndexedObjectStore(_lakehouseBytes, _metastore, clock);
        _signer = signer;
        _engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [folder.Lakehouse, folder.Projections] });
        _loops = new SupervisedLoops(logging.CreateLogger<SupervisedLoops>());
        Access = new AccessServices(options, _metastore, _keys, signer, clock, _random);
        Keys = new KeyDesk(_keys, Access.Audit, clock, _random);
        var projections = new ProjectionStore(_metastore, [_lakehouse, _projections], folder.Assembled, clock);
        var builder = new ProjectionBuilder(_metastore, _engine, _projections, [_lakehouse], naming);
        var inventory = new ProjectionInventory(_metastore, _projections, [_lakehouse]);
        var collector = new ProjectionCollector(
            _metastore, _projections, session => CollectionDesk.OverAsync(session, Access.Grants, clock), clock, _random);
        _foreignFiles = FileEngines.ForOwnFiles(folder.Workers, clock);
        var served = new ProjectionServices(builder, projections, inventory, collector, new ChangeFileStore(_metastore, _projections));
        Exchange = new ExchangeServices(folder, options, Access, served, _metastore, _lakehouse,
            _foreignFiles, clock, _random);
    }

    /// <summary>Where it is kept.</summary>
    public DataFolder Folder { get; }

    /// <summary>Its configuration.</summary>
    public BourseOptions Options { get; }

    /// <summary>The metastore.</summary>
    public IMetastore Metastore => _metastore;

    /// <summary>Accounts, credentials, decisions, audit and events.</summary>
    public AccessServices Access { get; }

    /// <summary>The key ring, for the provider.</summary>
    public KeyDesk Keys { get; }

    /// <summary>Lakehouse, products, agreements and reads.</summary>
    public ExchangeServices Exchange { get; }

    /// <summary>The public key that outsiders verify the audit log with.</summary>
    public NoteVerifier AuditKey => _signer.Verifier;

    /// <summary>Opens an exchange; its folder, metastore and key ring are made when they do not exist.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="StorageException">A store cannot be opened: no credentials, or its local folder cannot be used.</exception>
    /// <exception cref="KeyRingException">The key ring may be read by others, or is damaged.</exception>
    /// <exception cref="MigrationException">The metastore is newer than this program, or was changed.</exception>
    public static async Task<BourseNode> OpenAsync(
        DataFolder folder, BourseOptions options, TimeProvider clock, ILoggerFactory logging, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logging);
        folder.Create();
        var files = await NodeFiles.OpenAsync(folder, options, clock);
        try
        {
            await files.Metastore.MigrateAsync(
                [EventsTables.Migrations, AccessTables.Migrations, CatalogTables.Migrations, ProjectionMigrations.Set,
                    ExchangeTables.Migrations], cancellation);
            var signer = await new AuditKeys(files.Metastore, files.Keys, clock, files.Random).OpenOrCreateAsync(options.AuditOrigin,
                cancellation);
            var naming = await NamingKeyStore.LoadOrCreateAsync(files.Metastore, files.Keys, files.Random, cancellation);
            return new BourseNode(folder, options, clock, logging, files, signer, naming);
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the background work and binds the listeners. Requests are served when it returns.</summary>
    /// <exception cref="ListenerBindException">An address is taken, not of this machine, or not for this user.</exception>
    public async Task<BourseServer> StartAsync(Action<ILoggingBuilder> configureLogging, CancellationToken cancellation)
    {
        await Access.Policy.RefreshAsync(cancellation);
        await Exchange.Projections.Store.RefreshAsync(cancellation);
        _loops.Start("the policy feed", Access.Policy.RunAsync);
        _loops.Start("the audit log", Access.Audit.RunAsync);
        _loops.Start("the audit sequencer", Access.Sequencer.RunAsync);
        _loops.Start("the event dispatcher", Access.Dispatcher.RunAsync);
        _loops.Start("the event feed", Access.EventFeed.RunAsync);
        _loops.Start("the projection store", Exchange.Projections.Store.RunAsync);
        _loops.Start("the collector of objects", Exchange.ObjectCollector.RunAsync);
        _loops.Start("the collector of projections", token => Exchange.Collection.RunAsync("serve", token));
        var services = new ServerServices
        {
            Reads = Exchange.Reads,
            Revisions = Exchange.Revisions,
            ProviderObjects = Exchange.ProviderObjects,
            ProviderTables = Exchange.ProviderTables,
            Sessions = Exchange.Sessions,
            Webhooks = Exchange.ClientWebhooks,
            Events = Exchange.ClientEvents,
            Rules = Exchange.ClientRules,
            Signatures = Access.Signatures,
            BearerTokens = Access.BearerTokens,
            SharingTokens = Access.SharingTokens,
            Links = Access.Links,
            Tokens = Access.Tokens,
            Activations = Access.Activations,
            Audit = Access.Audit,
            Time = Access.Clock,
            NewestCheckpoint = token => _metastore.ReadAsync(AuditCheckpoints.LatestAsync, token),
            FindObstacle = _ => ValueTask.FromResult(FindObstacle()),
        };
        return _server = await BourseServer.StartAsync(Options.Server with { ListingsFolder = Folder.Listings }, services,
            configureLogging, cancellation);
    }

    /// <summary>What keeps the node from deciding requests, in words for an operator; null when it is ready.</summary>
    public string? FindObstacle()
    {
        if (_loops.Obstacle is { } ended)
            return ended;
        if (Access.Policy.Current is null)
            return $"the policy is not current: {Access.Policy.Failure?.Message ?? "it was not read yet"}";
        if (Exchange.Projections.Store.Failure is { } stale)
            return $"what was published last may not be served: {stale.Message}";
        var failure = Access.Audit.Failure ?? Access.Sequencer.Failure ?? Access.Dispatcher.Failure ?? Access.EventFeed.Failure;
        return failure is null ? null : $"the metastore fails: {failure.Kind}";
    }

    /// <summary>Gives every audit record appended so far its place in the signed log.</summary>
    public async Task IntegrateAuditAsync(CancellationToken cancellation)
    {
        await Access.Audit.FlushAsync(everything: false, cancellation);
        await Access.Sequencer.IntegrateAsync(cancellation);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await _loops.DisposeAsync();
        Access.Dispose();
        Exchange.Projections.Store.Dispose();
        Exchange.Projections.Changes.Dispose();
        _engine.Dispose();
        await _foreignFiles.DisposeAsync();
        _signer.Dispose();
        await new NodeFiles(_random, _keys, _metastore, _lakehouseBytes, _projections).DisposeAsync();
    }
}
