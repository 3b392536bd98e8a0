using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Projection.Generation;
using Bourse.Projection.Masking;
using Bourse.Projection.Naming;
using Bourse.Projection.Pieces;
using Bourse.Storage;

namespace Bourse.Projection;

/// <summary>
/// Makes projections: what one rule set may see of one snapshot, as a table whose files hold nothing else. Building and committing are two steps, so that a
/// product's tables move to a revision together. It decides no access: the rules come with the request.
/// </summary>
/// <remarks>
/// The number, size and time of projected files may be seen by clients, and so which rows share a file, also where a hidden column partitions the source;
/// nothing else depends on what is hidden.
/// </remarks>
public sealed class ProjectionBuilder
{
    // Collections that remove something are hours apart.
    private const int AttemptsMax = 3;

    private readonly IMetastore _metastore;
    private readonly DuckDbDatabase _engine;
    private readonly IObjectStore _projections;
    private readonly ContentStores _contents;
    private readonly PieceTables _pieces;
    private readonly NamingKey _naming;
    private readonly RevisionWithdrawal _withdrawal;

    /// <summary>Makes a builder.</summary>
    /// <param name="metastore">Has the tables of <see cref="ProjectionMigrations"/>.</param>
    /// <param name="engine">Reads source files and writes pieces, so it needs access to the local folders of the stores.</param>
    /// <param name="projections">Where pieces and metadata go.</param>
    /// <param name="sources">The stores of the provider's data files.</param>
    /// <param name="naming">Names everything that clients see, and keys masks.</param>
    public ProjectionBuilder(IMetastore metastore, DuckDbDatabase engine, IObjectStore projections, IEnumerable<IObjectStore> sources, NamingKey naming)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(naming);
        (_metastore, _engine, _projections, _naming) = (metastore, engine, projections, naming);
        _contents = new ContentStores([projections, .. sources]);
        _pieces = new PieceTables(metastore, _contents);
        _withdrawal = new RevisionWithdrawal(naming, _contents, projections);
    }

    /// <summary>
    /// Writes what the agreement may see of the revision; nobody sees it yet. May be repeated, also after a crash: what was written is used again, and a revision
    /// that is served already is answered without work.
    /// </summary>
    /// <exception cref="ProjectionRefusedException">The rules do not fit the table, or a data file lacks a partition column.</exception>
    /// <exception cref="ArgumentException">A mask does not fit its column, or a later revision of this chain is served already.</exception>
    /// <exception cref="NotSupportedException">The snapshot has delete files, or data files that are not Parquet.</exception>
    /// <exception cref="IcebergFormatException">A source file is malformed.</exception>
    /// <exception cref="DamagedContentException">A file is not what it was when it was recorded.</exception>
    /// <exception cref="StorageException">A store failed.</exception>
    /// <exception cref="ProjectionMovedException">What nothing named was collected again and again meanwhile.</exception>
    public async Task<PreparedProjection> PrepareAsync(ProjectionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Revision, 1, nameof(request));
        for (var attempt = 1; ; attempt++)
        {
            var collections = await _metastore.ReadAsync(ChainTables.CollectionsAsync, cancellationToken);
            try
            {
                return await PrepareAsync(request, collections, cancellationToken);
            }
            catch (Exception gone) when (gone is ProjectionMovedException or ObjectNotFoundException && attempt < AttemptsMax)
            {
                // What was found at first has been collected since; anything else that is missing stays missing.
                if (await _metastore.ReadAsync(ChainTables.CollectionsAsync, cancellationToken) == collections)
                    throw;
            }
        }
    }

    private async Task<PreparedProjection> PrepareAsync(ProjectionRequest request, long collections, CancellationToken cancellationToken)
    {
        var head = await _metastore.ReadAsync(s => ChainTables.HeadAsync(s, request.Agreement, request.Product, request.Table), cancellationToken);
        var continues = head?.Table.RuleSetDigest == request.Rules.Digest;
        if (continues && head!.Table.Revisions.ContainsKey(request.Revision))
            return new PreparedProjection(head.Table, null);
        if (continues && head!.Table.NewestRevision > request.Revision)
            throw new ArgumentException(
                $"Revision {request.Revision} cannot follow revision {head.Table.NewestRevision} of {request.Product}/{request.Table}.", nameof(request));

        var generation = continues ? head!.Generation : (head?.Generation ?? 0) + 1;
        var names = new ChainNames(_naming, request.Agreement, request.Product, request.Table, request.Rules.Digest, generation);
        var past = continues ? await ChainContents.LoadAsync(head!.Table, _contents, cancellationToken) : ChainContents.Empty;
        var place = new ChainPlace(names, past, head, continues ? head!.Table : null, generation);
        return await BuildAsync(request, place, new ContentAddressed(_projections, collections), cancellationToken);
    }

    /// <summary>Writes what an agreement sees of a table without a revision; nothing is changed for anybody yet. May be repeated like preparing a revision.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="product">The product.</param>
    /// <param name="table">The table's name in the product.</param>
    /// <param name="revoked">A revision before the newest, and why it goes.</param>
    /// <param name="at">When it is revoked: the time of the metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when the agreement is not served that revision of the table.</returns>
    /// <exception cref="ProjectionRefusedException">It is served no other one.</exception>
    /// <exception cref="DamagedContentException">A file is not what it was when it was written.</exception>
    /// <exception cref="StorageException">A store failed.</exception>
    public async Task<PreparedProjection?> PrepareRevocationAsync(
        AgreementId agreement, ProductName product, TableName table, RevokedRevision revoked, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        var (head, collections) = await _metastore.ReadAsync(
            async s => (await ChainTables.HeadAsync(s, agreement, product, table), await ChainTables.CollectionsAsync(s)), cancellationToken);
        if (head?.Table.Revisions.ContainsKey(revoked.Number) != true)
            return null;
        var step = new ChainExtension
        {
            Head = head, Generation = head.Generation, Added = null, NewObjects = [], Collections = collections, MetadataName = head.MetadataName,
        };
        return await _withdrawal.WithoutAsync(head.Table, step, revoked, at, cancellationToken);
    }

    /// <summary>The same for a revision that another one follows in the same step: what was prepared, without the one before.</summary>
    /// <param name="prepared">A prepared revision.</param>
    /// <param name="revoked">A revision before it, and why it goes.</param>
    /// <param name="at">When it is revoked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<PreparedProjection> WithoutAsync(
        PreparedProjection prepared, RevokedRevision revoked, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(revoked);
        return prepared.Extension is { } step && prepared.Table.Revisions.ContainsKey(revoked.Number)
            ? await _withdrawal.WithoutAsync(prepared.Table, step, revoked, at, cancellationToken)
            : prepared;
    }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of a source file: read from it the first time, and again when its size or time is another one. The files are immutable, and what
    /// they are is compared when they are served.
    /// </summary>
    /// <exception cref="StorageException">There is no such object, or the store failed.</exception>
    public async Task<string> SourceDigestAsync(StoreLocation location, CancellationToken cancellationToken = default) =>
        (await _pieces.SourceAsync(location, cancellationToken)).Sha256;

    /// <summary>
    /// Makes prepared projections visible, within the caller's transaction. Served once the transaction is durable and <see cref="ProjectionStore"/> refreshed.
    /// </summary>
    /// <exception cref="ProjectionMovedException">A chain moved since it was prepared; the caller's transaction must end without effect.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers hold a builder; that committing needs none of its state is its own matter.")]
    public async Task CommitAsync(
        IMetastoreWriteSession session, IReadOnlyList<PreparedProjection> prepared, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(prepared);
        foreach (var projection in prepared)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (projection.Extension is { } extension)
                await ChainTables.ExtendAsync(session, projection.Table, extension);
            FaultPoint.Reach("projection.commit.table");
        }
    }

    private async Task<PreparedProjection> BuildAsync(
        ProjectionRequest request, ChainPlace place, ContentAddressed writes, CancellationToken cancellationToken)
    {
        var (names, past, head, current, generation) = place;
        var source = request.Source.Metadata;
        var scan = request.Source.Scan(request.Pinned);
        var shape = ProjectedShape.Of(scan.Schema, request.Rules);
        using var connection = _engine.Connect();
        MaskKeys.Bind(connection, request.Rules, _naming);
        using var held = _contents.HoldLocalFiles();
        var (files, specs) = await ProjectFilesAsync(connection, request, scan, shape, writes, cancellationToken);

        // Files of several specs have no partition value in common, so then there are no partitions.
        var partitions = specs.Count switch
        {
            0 => shape.PartitionFields(source.DefaultSpec),
            1 => shape.PartitionFields(source.SpecOf(specs.Single())),
            _ => [],
        };
        var sort = shape.SortFields(source.SortOrders.FirstOrDefault(o => o.Id == source.DefaultSortOrderId) ?? Iceberg.Metadata.SortOrder.Unsorted);
        var prefix = ChainTables.KeyPrefix(request.Table, names.Uuid);
        var location = $"s3://{request.Product}/{prefix.TrimEnd('/')}";
        var publishedMs = request.PublishedAt.ToUnixTimeMilliseconds();
        var before = ChainMetadata.Before(past.Metadata, names.Uuid, location, shape.Schema, partitions, sort, source.Properties, publishedMs);

        var objects = new MetadataObjects(names, prefix, request.PublishedAt, writes);
        var generator = new SnapshotGenerator(names, location, new DataFileDescriber(connection, _contents), objects);
        var generated = await generator.GenerateAsync(
            before, past, Named(files, names), request.Revision, current?.MetadataFileCount ?? 0, publishedMs, cancellationToken);

        var known = current?.Objects.Select(o => o.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        var added = objects.All.Where(o => known.Add(o.Key)).ToImmutableArray();
        var table = new ProjectedTable
        {
            Agreement = request.Agreement,
            Product = request.Product,
            Table = request.Table,
            Uuid = names.Uuid,
            RuleSetDigest = request.Rules.Digest,
            Location = location,
            MetadataLocation = $"{location}/{generated.Name}",
            MetadataJson = generated.Json,
            Schema = generated.Metadata.CurrentSchema,
            CurrentSnapshotId = generated.Metadata.CurrentSnapshotId!.Value,
            Revisions = (current?.Revisions ?? ImmutableSortedDictionary<int, long>.Empty).Add(request.Revision, generated.Metadata.CurrentSnapshotId.Value),
            Revoked = current?.Revoked ?? ImmutableSortedDictionary<int, RevokedRevision>.Empty,
            RevisionMetadata = (current?.RevisionMetadata ?? ImmutableSortedDictionary<int, string>.Empty).SetItem(request.Revision, prefix + generated.Name),
            Withdrawn = (current?.Withdrawn ?? ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal)).RemoveRange(added.Select(o => o.Key)),
            RowCount = generated.RowCount,
            SizeBytes = generated.SizeBytes,
            Objects = [.. (current?.Objects ?? []).Concat(added).OrderBy(o => o.Key, StringComparer.Ordinal)],
        };
        return new PreparedProjection(table, new ChainExtension
        {
            Head = head,
            Generation = generation,
            Added = request.Revision,
            NewObjects = added,
            Collections = writes.Collections,
            MetadataName = generated.Name,
        });
    }

    private async Task<(List<ProjectedFile> Files, HashSet<int> Specs)> ProjectFilesAsync(
        DuckDbConnection connection, ProjectionRequest request, TableScan scan, ProjectedShape shape, ContentAddressed writes,
        CancellationToken cancellationToken)
    {
        var projector = new FileProjector(connection, _pieces, _contents, writes);
        var files = new List<ProjectedFile>();
        var specs = new HashSet<int>();
        foreach (var task in await scan.PlanWholeFilesAsync(request.Rules.RowFilter, cancellationToken))
        {
            await RequirePartitionColumnsAsync(request, scan, task.File, cancellationToken);
            if (await projector.ProjectAsync(StoreLocation.Parse(task.File.Path), scan.Schema, shape, cancellationToken) is not { } file)
                continue;
            files.Add(file);
            specs.Add(task.File.SpecId);
        }
        return (files, specs);
    }

    // Some writers leave identity partition columns out of the file. Read as null, such a column could satisfy a filter that its value does not.
    private static async Task RequirePartitionColumnsAsync(ProjectionRequest request, TableScan scan, DataFile file, CancellationToken cancellationToken)
    {
        var needed = request.Source.Metadata.SpecOf(file.SpecId).Fields
            .Where(f => f.Transform is Transform.Identity && scan.Schema.FindColumn(f.SourceId) is not null)
            .Select(f => (int?)f.SourceId)
            .ToArray();
        if (needed.Length == 0)
            return;
        var present = ParquetFooter.ReadFile(await request.Source.Files.LocalPathAsync(file.Path, cancellationToken)).TopLevel.Select(e => e.FieldId).ToHashSet();
        if (needed.FirstOrDefault(id => !present.Contains(id)) is { } missing)
            throw new ProjectionRefusedException($"The data file '{file.Path}' lacks its partition column {missing}; rewrite the table before publishing it.");
    }

    // Names come from the bytes, so a file whose visible content did not change keeps its name; a number tells equal files apart.
    private static List<LiveFile> Named(IEnumerable<ProjectedFile> files, ChainNames names) =>
        [.. files.GroupBy(f => f.Content.Sha256).SelectMany(g => g.Select((f, i) => new LiveFile(names.Data(g.Key, i), f)))];

    /// <summary>Where a snapshot is added: the chain's names and newest contents, the newest state of any chain, and that of this one if it goes on.</summary>
    private sealed record ChainPlace(ChainNames Names, ChainContents Past, ChainHead? Head, ProjectedTable? Current, long Generation);
}
