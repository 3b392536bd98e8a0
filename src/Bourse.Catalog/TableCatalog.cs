using System.Security.Cryptography;
using Bourse.Catalog.Commits;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Metastore;
using Bourse.Metastore.Idempotency;
using Bourse.Storage;

namespace Bourse.Catalog;

/// <summary>
/// The provider's tables. A table's version is a pointer in the metastore to an immutable metadata file in the store; a commit is a compare-and-swap of any
/// number of pointers in one transaction. It decides no access and knows no product.
/// </summary>
public sealed class TableCatalog
{
    private readonly IMetastore _metastore;
    private readonly IObjectStore _store;
    private readonly TimeProvider _clock;
    private readonly RandomNumberGenerator _random;
    private readonly MetadataFiles _files;
    private readonly CommitTransaction _transaction;

    /// <summary>Creates the catalogue over a metastore and the store that holds its tables.</summary>
    public TableCatalog(IMetastore metastore, IObjectStore store, TimeProvider clock, RandomNumberGenerator random)
    {
        _metastore = metastore;
        _store = store;
        _clock = clock;
        _random = random;
        _files = new MetadataFiles(store, random);
        _transaction = new CommitTransaction(new IdempotencyKeys(clock), clock, store.Name);
    }

    /// <summary>The turns of this process's writers.</summary>
    internal WriterTurns Turns { get; } = new();

    /// <summary>Creates an empty table in a folder of its own. Field ids are taken as given.</summary>
    /// <exception cref="IcebergFormatException">A partition's source is not a column it can be made from.</exception>
    public async Task<CreateOutcome> CreateAsync(
        TableIdentifier table, Schema schema, PartitionSpec spec, TextDictionary? properties = null, CancellationToken cancellationToken = default)
    {
        var uuid = RandomUuid.New(_random);
        var folder = ObjectKey.Parse($"{table.Namespace}/{table.Name}-{uuid}");
        var metadata = TableMetadataChanges.Create(
            uuid, new StoreLocation(_store.Name, folder).ToString(), schema, spec, _clock.GetUtcNow().ToUnixTimeMilliseconds(), properties);
        var written = await _files.WriteAsync(folder, version: 1, metadata, cancellationToken);
        var inserted = await _metastore.WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO catalog_tables (namespace, name, uuid, store, folder, metadata_key, metadata_digest, version, changed_at)
                VALUES (@Namespace, @Name, @Uuid, @Store, @Folder, @MetadataKey, @MetadataDigest, 1, @Now) ON CONFLICT (namespace, name) DO NOTHING
                """,
                new
                {
                    table.Namespace,
                    table.Name,
                    Uuid = uuid.ToString(),
                    Store = _store.Name,
                    Folder = folder.Value,
                    MetadataKey = written.Key.Value,
                    MetadataDigest = written.Digest,
                    Now = MetastoreTime.ToMicroseconds(_clock.GetUtcNow()),
                }),
            cancellationToken);
        if (inserted == 1)
            return new CreateOutcome.Created(new CatalogTable(table, 1, LocationOf(written.Key), metadata));
        await _files.DiscardAsync(written, cancellationToken);
        return new CreateOutcome.AlreadyExists();
    }

    /// <summary>The newest version of a table; null when there is no such table.</summary>
    /// <exception cref="CatalogException">Its metadata file is missing, damaged or another one.</exception>
    public async Task<CatalogTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken = default)
    {
        var row = await _metastore.ReadAsync(session => CommitTransaction.FindAsync(session, table), cancellationToken);
        if (row is null)
            return null;
        if (row.Store != _store.Name)
            throw new CatalogException($"The table {table} lies in the store '{row.Store}', and this catalogue is over '{_store.Name}'.");
        var key = ObjectKey.Parse(row.MetadataKey);
        var metadata = await _files.ReadAsync(table, key, row.MetadataDigest, cancellationToken);
        return new CatalogTable(table, row.Version, LocationOf(key), metadata);
    }

    /// <summary>The tables of a namespace by name.</summary>
    public async Task<IReadOnlyList<TableIdentifier>> ListAsync(string tableNamespace, CancellationToken cancellationToken = default)
    {
        var names = await _metastore.ReadAsync(
            session => session.QueryAsync<string>(
                "SELECT name FROM catalog_tables WHERE namespace = @Namespace ORDER BY name", new { Namespace = tableNamespace }),
            cancellationToken);
        return [.. names.Select(name => new TableIdentifier(tableNamespace, name))];
    }

    /// <summary>Moves tables to their next versions, all or none.</summary>
    /// <param name="commits">One or more, each of another table.</param>
    /// <param name="idempotencyKey">Chosen by the caller, 1 to 255 characters: a commit repeated with it has one effect, also when the first answer was lost.</param>
    /// <param name="alongside">Runs in the same transaction after the pointers moved, for outbox rows and records that must hold exactly when the commit does.</param>
    /// <param name="cancellationToken">Cancels the call; a commit in its transaction is not interrupted.</param>
    /// <exception cref="MetastoreException">
    /// The metastore failed; unless it says that nothing changed, repeat the call with the same key to learn the outcome.
    /// </exception>
    public async Task<CommitOutcome> CommitAsync(
        IReadOnlyList<TableCommit> commits,
        string? idempotencyKey = null,
        Func<IMetastoreWriteSession, Task>? alongside = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commits);
        ArgumentOutOfRangeException.ThrowIfZero(commits.Count, nameof(commits));
        if (commits.DistinctBy(commit => commit.Base.Identifier).Count() != commits.Count)
            throw new ArgumentException("A commit moves each table once.", nameof(commits));
        var request = new CommitRequest(commits, idempotencyKey, alongside);
        // Asked again within the transaction; here it spares the files of a commit that was made already.
        if (await _metastore.ReadAsync(session => CommitTransaction.FindAnswerAsync(session, request), cancellationToken) is { } answer)
            return answer;
        foreach (var commit in commits)
            if (CommitRules.FindBreach(commit.Base.Metadata, commit.Metadata, _store.Name, FolderOf(commit.Base)) is { } breach)
                return new CommitOutcome.Refused($"The commit to {commit.Base.Identifier} is refused: {breach}.");
        return await CommitAsync(request, cancellationToken);
    }

    /// <summary>What a commit of these tables with a key came to; null when none has been made.</summary>
    public Task<CommitOutcome?> FindAnswerAsync(IReadOnlyList<CatalogTable> tables, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var request = new CommitRequest([.. tables.Select(table => new TableCommit(table, table.Metadata))], idempotencyKey, null);
        return _metastore.ReadAsync(session => CommitTransaction.FindAnswerAsync(session, request), cancellationToken);
    }

    /// <summary>Moves a table to a version with another history, whose log names no version before it.</summary>
    /// <exception cref="MetastoreException">The metastore failed; unless it says that nothing changed, load the table to learn the outcome.</exception>
    public async Task<CommitOutcome> EraseAsync(TableCommit commit, ErasureAuthority authority, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(authority);
        return CommitRules.FindErasureBreach(commit.Base.Metadata, commit.Metadata, _store.Name, FolderOf(commit.Base)) is { } breach
            ? new CommitOutcome.Refused($"The erasure in {commit.Base.Identifier} is refused: {breach}.")
            : await CommitAsync(new CommitRequest([commit], null, authority.RecordAsync), cancellationToken, forgetsPrevious: true);
    }

    private async Task<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken, bool forgetsPrevious = false)
    {
        var written = new List<WrittenMetadata>(request.Commits.Count);
        foreach (var (table, metadata) in request.Commits)
            written.Add(await _files.WriteAsync(
                FolderOf(table),
                table.Version + 1,
                forgetsPrevious ? metadata : metadata.WithPrevious(table.Metadata, table.MetadataLocation),
                cancellationToken));
        var outcome = await _metastore.WriteAsync(session => _transaction.RunAsync(session, request, written), cancellationToken);
        // Only when the outcome is known: after an exception the files may be what the pointers point to.
        if (outcome is not CommitOutcome.Committed)
            foreach (var file in written)
                await _files.DiscardAsync(file, cancellationToken);
        return outcome;
    }

    private ObjectKey FolderOf(CatalogTable table) => StoreLocation.KeyWithin(table.Metadata.Location, _store.Name);

    private string LocationOf(ObjectKey key) => new StoreLocation(_store.Name, key).ToString();
}
