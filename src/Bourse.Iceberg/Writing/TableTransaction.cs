using System.Globalization;
using System.Security.Cryptography;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// Collects changes to one table and writes the files of its next version. The compare-and-swap is the catalogue's. After a lost race,
/// <see cref="RebaseAsync"/> puts the same changes on the newer version, unless they conflict with what came first; manifests that were written are then used
/// again and only what depends on the version is rewritten. For one caller at a time.
/// </summary>
public sealed class TableTransaction
{
    private readonly TransactionFiles _files;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly string _branch;
    private readonly List<Func<TableMetadata, CancellationToken, Task<TableMetadata>>> _changes = [];
    private readonly List<Func<TableMetadata, TableRequirement>> _requirements = [];
    private readonly List<SnapshotStep> _snapshots = [];
    private TableMetadata _base;
    private string? _baseLocation;

    private TableTransaction(TableMetadata start, string? location, ITableFiles files, TimeProvider time, RandomNumberGenerator random, string branch) =>
        (_base, _baseLocation, _files, _time, _random, _branch) = (Writable(start), location, new TransactionFiles(files), time, random, branch);

    /// <summary>Starts changing a table.</summary>
    /// <param name="table">The version to start from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Makes names and snapshot ids.</param>
    /// <param name="branch">The branch that snapshots are added to.</param>
    /// <exception cref="NotSupportedException">The table is not of version 2, or is partitioned in a way that is not known.</exception>
    public static TableTransaction Begin(IcebergTable table, TimeProvider time, RandomNumberGenerator random, string branch = SnapshotRef.Main)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableTransaction(table.Metadata, table.MetadataLocation, table.Files, time, random, branch);
    }

    /// <summary>Starts making a table.</summary>
    /// <param name="initial">Its first metadata, from <see cref="TableMetadataChanges.Create"/>.</param>
    /// <param name="files">Its files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Makes names and snapshot ids.</param>
    public static TableTransaction BeginCreate(TableMetadata initial, ITableFiles files, TimeProvider time, RandomNumberGenerator random) =>
        new(initial, null, files, time, random, SnapshotRef.Main);

    /// <summary>Adds data files in a snapshot of their own; none gives a snapshot without change.</summary>
    public TableTransaction Append(IReadOnlyList<DataFile> files) => Add(new RowDelta { Added = files.ToValueList() }, new RemovalRule.Nothing());

    /// <summary>Replaces all files by the given ones in one snapshot, whatever is there then; none empties the table.</summary>
    public TableTransaction Overwrite(IReadOnlyList<DataFile> files) => Add(new RowDelta { Added = files.ToValueList() }, new RemovalRule.Everything());

    /// <summary>
    /// Replaces the partitions that the given files are in by these files; other partitions stay, as do files of other specs than theirs. Without partitions the
    /// table is one. Rows of them that were deleted since the version that the transaction began from are a conflict, and so are rows that were added, unless
    /// <c>write.delete.isolation-level</c> is <c>snapshot</c>: then they are replaced with the rest. Compaction is none.
    /// </summary>
    /// <exception cref="ArgumentException">The files are of several partition specs, or the isolation level is no such level.</exception>
    public TableTransaction OverwritePartitions(IReadOnlyList<DataFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Select(f => f.SpecId).Distinct().Count() > 1)
            throw new ArgumentException("The files are of several partition specs; partitions are replaced within one.", nameof(files));
        RemovalRule removal = files.Count == 0
            ? new RemovalRule.Nothing()
            : new RemovalRule.Partitions(
                files[0].SpecId, files.Select(f => f.Partition).ToHashSet<ValueList<Literal?>>(),
                WriteProperties.Of(_base.Properties).IsSerializable(RowOperation.Delete));
        return Add(new RowDelta { Added = files.ToValueList(), ReadSnapshotId = _base.FindSnapshot(_branch)?.Id }, removal);
    }

    /// <summary>Changes rows in one snapshot.</summary>
    public TableTransaction Apply(RowDelta delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        return Add(delta, RemovalRule.Of(delta.Removed));
    }

    /// <summary>Tags a snapshot; null tags the branch's newest one when this step runs.</summary>
    public TableTransaction SetTag(string name, long? snapshotId = null) => Change(
        metadata => metadata.WithTag(
            name, snapshotId ?? metadata.FindSnapshot(_branch)?.Id ?? throw new InvalidOperationException("The table has no snapshot to tag."), NowMs()),
        RefStands(name));

    /// <summary>Makes a branch or a tag with limits of its own.</summary>
    public TableTransaction CreateRef(string name, SnapshotRef reference) => Change(metadata => metadata.WithNewRef(name, reference, NowMs()), RefStands(name));

    /// <summary>Lets a branch or tag name another snapshot or have other limits.</summary>
    public TableTransaction ReplaceRef(string name, SnapshotRef reference) => Change(metadata => metadata.WithReplacedRef(name, reference, NowMs()), RefStands(name));

    /// <summary>Moves a branch on to a snapshot that descends from the one it names.</summary>
    public TableTransaction FastForward(string name, long snapshotId) => Change(metadata => metadata.WithFastForward(name, snapshotId, NowMs()), RefStands(name));

    /// <summary>Removes a tag or branch.</summary>
    public TableTransaction RemoveRef(string name) => Change(metadata => metadata.WithoutRef(name, NowMs()), RefStands(name));

    /// <summary>Makes a schema current as it is. Whether it keeps old files readable is the caller's to know; <see cref="UpdateSchema"/> makes sure.</summary>
    public TableTransaction SetSchema(Schema schema) => Change(metadata => metadata.WithSchema(schema, NowMs()), SchemaStands);

    /// <summary>Evolves the schema.</summary>
    public TableTransaction UpdateSchema(Func<SchemaUpdate, SchemaUpdate> change) => Change(
        metadata => metadata.WithUpdatedSchema(change, NowMs()), SchemaStands, m => new TableRequirement.LastAssignedFieldId(m.LastColumnId));

    /// <summary>Evolves how new files are partitioned.</summary>
    public TableTransaction UpdateSpec(Func<PartitionSpecUpdate, PartitionSpecUpdate> change) => Change(
        metadata => metadata.WithUpdatedSpec(change, NowMs()),
        SchemaStands,
        m => new TableRequirement.DefaultSpec(m.DefaultSpecId),
        m => new TableRequirement.LastAssignedPartitionId(m.LastPartitionId));

    /// <summary>Sorts new files so.</summary>
    public TableTransaction SetSortOrder(ValueList<SortField> fields) => Change(
        metadata => metadata.WithSortOrder(fields, NowMs()), SchemaStands, m => new TableRequirement.DefaultSortOrder(m.DefaultSortOrderId));

    /// <summary>Replaces the table's settings.</summary>
    public TableTransaction SetProperties(TextDictionary properties) => Change(metadata => metadata.WithProperties(properties, NowMs()));

    /// <summary>Sets and removes single settings.</summary>
    public TableTransaction UpdateProperties(TextDictionary set, params IReadOnlyCollection<string> removed) =>
        Change(metadata => metadata.WithUpdatedProperties(set, removed, NowMs()));

    /// <summary>Whether a version has the snapshots of this transaction already: a commit whose answer was lost may have been taken.</summary>
    public bool IsIn(IcebergTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return _snapshots.Count > 0 && _snapshots.TrueForAll(s => table.Metadata.FindSnapshot(s.SnapshotId) is not null);
    }

    /// <summary>Puts the changes on a newer version of the same table, unless a snapshot of them conflicts with what was committed since.</summary>
    /// <returns>The conflict; null when the changes were put on the newer version.</returns>
    /// <exception cref="ArgumentException">It is another table, or has the changes already.</exception>
    public async Task<CommitConflict?> RebaseAsync(IcebergTable newer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(newer);
        if (newer.Metadata.TableUuid != _base.TableUuid || _baseLocation is null)
            throw new ArgumentException("The changes belong to another table.", nameof(newer));
        if (IsIn(newer))
            throw new ArgumentException("The version has these changes already.", nameof(newer));
        foreach (var snapshot in _snapshots)
        {
            if (await snapshot.FindConflictAsync(newer.Metadata, cancellationToken) is { } conflict)
                return conflict;
        }
        (_base, _baseLocation) = (Writable(newer.Metadata), newer.MetadataLocation);
        return null;
    }

    /// <summary>
    /// Writes the files of the next version except its metadata, all durable on return: for a catalogue that writes metadata itself, with its log of versions.
    /// </summary>
    /// <exception cref="StorageException">The files could not be made durable.</exception>
    /// <exception cref="ArgumentException">A change does not fit the table as it is.</exception>
    public async Task<TableMetadata> ApplyAsync(CancellationToken cancellationToken = default)
    {
        var next = _base;
        foreach (var change in _changes)
            next = await change(next, cancellationToken);
        return next;
    }

    /// <summary>Writes the files of the next version, all durable on return.</summary>
    /// <exception cref="StorageException">The files could not be made durable.</exception>
    /// <exception cref="ArgumentException">A change does not fit the table as it is.</exception>
    public async Task<PendingCommit> PrepareAsync(CancellationToken cancellationToken = default)
    {
        var next = await ApplyAsync(cancellationToken);
        if (_baseLocation is not null)
            next = next.WithPrevious(_base, _baseLocation);

        var location = NewMetadataLocation(next);
        FaultPoint.Reach("iceberg.commit.metadata");
        await _files.CreateAsync(location, TableMetadataJson.Write(next), cancellationToken);
        return new PendingCommit(location, next, _baseLocation, Requirements(), _files.Written);
    }

    private static TableRequirement SchemaStands(TableMetadata metadata) => new TableRequirement.CurrentSchema(metadata.CurrentSchemaId);

    private static Func<TableMetadata, TableRequirement> RefStands(string name) =>
        metadata => new TableRequirement.RefSnapshot(name, metadata.Refs.GetValueOrDefault(name)?.SnapshotId);

    private TableTransaction Change(Func<TableMetadata, TableMetadata> change, params ReadOnlySpan<Func<TableMetadata, TableRequirement>> requirements)
    {
        _changes.Add((metadata, _) => Task.FromResult(change(metadata)));
        _requirements.AddRange(requirements);
        return this;
    }

    private TableTransaction Add(RowDelta delta, RemovalRule removal)
    {
        foreach (var file in delta.Added.Concat(delta.AddedDeletes))
            _files.Table.RequireWithin(file.Path);
        var step = new SnapshotStep(delta, removal, _branch, _files, _random, NowMs);
        _snapshots.Add(step);
        _changes.Add(step.ApplyAsync);
        return this;
    }

    private ValueList<TableRequirement> Requirements() => _baseLocation is null
        ? [new TableRequirement.NotExists()]
        : _requirements
            .Prepend(SchemaStands)
            .Prepend(RefStands(_branch))
            .Select(r => r(_base))
            .Prepend(new TableRequirement.TableUuid(_base.TableUuid))
            .Distinct()
            .ToValueList();

    // Readers of folders find the newest version by the number; the random part keeps two writers of one number apart.
    private string NewMetadataLocation(TableMetadata next)
    {
        var number = _baseLocation is null ? 0 : NumberOf(_baseLocation) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{next.Location}/metadata/{number:D5}-{RandomUuid.New(_random):D}.metadata.json");
    }

    private static int NumberOf(string location)
    {
        var name = location[(location.LastIndexOf('/') + 1)..].TrimStart('v');
        var digits = name.TakeWhile(char.IsAsciiDigit).Take(9).ToArray();
        return digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static TableMetadata Writable(TableMetadata metadata)
    {
        if (metadata.FormatVersion != TableMetadata.FormatVersionWritten)
            throw new NotSupportedException($"The table has format version {metadata.FormatVersion}; only version {TableMetadata.FormatVersionWritten} is written.");
        if (metadata.DefaultSpec.Fields.FirstOrDefault(f => f.Transform is Transform.Unknown) is { } unknown)
            throw new NotSupportedException($"The partition transform '{unknown.Transform}' is unknown; nothing is written with it.");
        return metadata;
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
