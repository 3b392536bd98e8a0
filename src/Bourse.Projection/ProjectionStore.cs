using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Metadata;
using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Storage;

namespace Bourse.Projection;

/// <summary>
/// Serves projections. Everything is resolved in memory, in a snapshot that is swapped whole, so a request sees one state. It decides nothing about who may
/// read: callers come here with an entitlement.
/// </summary>
public sealed class ProjectionStore : IDisposable
{
    /// <summary>How often <see cref="RunAsync"/> looks for what other processes committed.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly IMetastore _metastore;
    private readonly ContentStores _contents;
    private readonly AssembledFiles _assembled;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile ServedChains _served = ServedChains.None;

    /// <summary>Serves nothing until the first <see cref="RefreshAsync"/>.</summary>
    /// <param name="metastore">Has the tables of <see cref="ProjectionMigrations"/>.</param>
    /// <param name="stores">The stores that hold projected and shared files, by their names.</param>
    /// <param name="assembledFolder">Where virtual objects are made local files of for our own engine: a bounded cache, made when first needed.</param>
    /// <param name="clock">Times the polling.</param>
    public ProjectionStore(IMetastore metastore, IEnumerable<IObjectStore> stores, string assembledFolder, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(assembledFolder);
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(clock);
        _metastore = metastore;
        _contents = new ContentStores(stores);
        _assembled = new AssembledFiles(_contents, assembledFolder);
        _clock = clock;
    }

    /// <summary>Why the last refresh of <see cref="RunAsync"/> failed; null after one that did not. What is served may be older than what was committed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>What an agreement sees of a table, under the agreement's present rules; null when it sees none.</summary>
    public ProjectedTable? Find(AgreementId agreement, ProductName product, TableName table) =>
        _served.Tables.GetValueOrDefault((agreement, product, table))?.Table;

    /// <summary>The object with exactly this key in the product's bucket; null when the projection has none.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers hold a store; where objects are looked up is its own matter.")]
    public ProjectedObject? FindObject(ProjectedTable table, string key)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(key);
        var at = IndexOf(table, key);
        return at < table.Objects.Length && table.Objects[at].Key == key ? table.Objects[at] : null;
    }

    /// <summary>The revoked revision that alone named an object; null when the key is of no such object.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers hold a store; where objects are looked up is its own matter.")]
    public RevokedRevision? FindWithdrawn(ProjectedTable table, string key)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(key);
        return table.Withdrawn.TryGetValue(key, out var number) ? table.Revoked.GetValueOrDefault(number) : null;
    }

    /// <summary>The table as a revision left it: the same table with its own metadata file of then. Null when that revision is not served.</summary>
    /// <exception cref="DamagedContentException">The metadata file is not what it was when it was written.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async ValueTask<ProjectedTable?> AtRevisionAsync(ProjectedTable table, int revision, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!table.RevisionMetadata.TryGetValue(revision, out var key) || FindObject(table, key) is not { } file)
            return null;
        var json = await _contents.ReadAllAsync(file.Content, cancellationToken);
        var metadata = TableMetadataJson.Parse(json);
        var snapshot = metadata.CurrentSnapshot!;
        return table with
        {
            MetadataLocation = $"s3://{table.Product}/{key}",
            MetadataJson = json,
            Schema = metadata.CurrentSchema,
            CurrentSnapshotId = snapshot.Id,
            Revisions = table.Revisions.RemoveRange(table.Revisions.Keys.Where(number => number > revision)),
            RowCount = long.Parse(snapshot.Summary["total-records"], CultureInfo.InvariantCulture),
            SizeBytes = long.Parse(snapshot.Summary["total-files-size"], CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The objects whose key starts with a prefix, ascending by key in ordinal order.</summary>
    /// <param name="table">The projection.</param>
    /// <param name="prefix">Text that keys start with; empty for all.</param>
    /// <param name="after">Only keys after this one; null for all.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers hold a store; where objects are looked up is its own matter.")]
    public IEnumerable<ProjectedObject> List(ProjectedTable table, string prefix, string? after = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(prefix);
        var start = IndexOf(table, prefix);
        if (after is not null && string.CompareOrdinal(after, prefix) >= 0)
        {
            start = IndexOf(table, after);
            start += start < table.Objects.Length && table.Objects[start].Key == after ? 1 : 0;
        }
        return table.Objects.Skip(start).TakeWhile(o => o.Key.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>
    /// Opens <paramref name="length"/> bytes from <paramref name="offset"/>. The first opening of an object in this process reads all of it, and of a virtual
    /// object the blocks that the range touches, to compare digests with those taken when it was projected.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the object.</exception>
    /// <exception cref="DamagedContentException">The stored bytes are not those that were projected.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async ValueTask<Stream> OpenReadAsync(ProjectedObject item, long offset, long length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, item.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, item.Length - offset);
        return await _contents.OpenReadAsync(item.Content, offset, length, cancellationToken);
    }

    /// <summary>A local file with the object's bytes, verified like <see cref="OpenReadAsync"/>: for our own engine, read only.</summary>
    /// <exception cref="DamagedContentException">The stored bytes are not those that were projected.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public ValueTask<string> LocalPathAsync(ProjectedObject item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Content is VirtualContent content
            ? _assembled.LocalPathAsync(content, cancellationToken)
            : _contents.LocalPathAsync((StoredContent)item.Content, cancellationToken);
    }

    /// <summary>Keeps the local files given from now on until the result is disposed.</summary>
    public IDisposable HoldLocalFiles() => new LocalFileHolds([_contents.HoldLocalFiles(), _assembled.Hold()]);

    /// <summary>Takes over what was committed since the last refresh, by any process. A committed projection is found when this returns.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var served = _served;
            _served = await _metastore.ReadAsync(
                async session =>
                {
                    var version = await ChainTables.VersionAsync(session);
                    return version == served.Version ? served : served.With(version, await ChainTables.ChangedAsync(session, served.Version));
                },
                cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>
    /// Refreshes every <see cref="PollInterval"/> until cancelled. What fails is tried again at the next tick, with the old state served meanwhile: revocation does
    /// not depend on this loop.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, _clock);
        do
        {
            try
            {
                await RefreshAsync(cancellationToken);
                Failure = null;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Failure = failure;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>To be called when no refresh runs any more.</summary>
    public void Dispose()
    {
        _refreshing.Dispose();
        _assembled.Dispose();
    }

    // The first object whose key is not before the given one.
    private static int IndexOf(ProjectedTable table, string key)
    {
        var (low, high) = (0, table.Objects.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (string.CompareOrdinal(table.Objects[middle].Key, key) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private sealed record ServedChains(long Version, FrozenDictionary<(AgreementId, ProductName, TableName), ChainHead> Tables)
    {
        // No committed state has version -1, so the first refresh always loads.
        public static ServedChains None { get; } = new(-1, FrozenDictionary<(AgreementId, ProductName, TableName), ChainHead>.Empty);

        public ServedChains With(long version, IReadOnlyList<ChainHead> changed)
        {
            var tables = new Dictionary<(AgreementId, ProductName, TableName), ChainHead>(Tables);
            foreach (var head in changed)
            {
                var key = (head.Table.Agreement, head.Table.Product, head.Table.Table);
                if (!tables.TryGetValue(key, out var known) || known.Generation <= head.Generation)
                    tables[key] = head;
            }
            return new ServedChains(version, tables.ToFrozenDictionary());
        }
    }
}
