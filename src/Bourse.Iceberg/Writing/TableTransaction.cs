using System.Globalization;
using System.Security.Cryptography;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// Collects changes to one table and writes the files of its next version. The compare-and-swap is the catalogue's. After a lost race,
/// <see cref="Rebase"/> puts the same changes on the newer version; manifests of appended files are then used again and only what depends on the
/// version is rewritten. For one caller at a time.
/// </summary>
public sealed class TableTransaction
{
    private readonly ITableFiles _files;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly List<Func<TableMetadata, CancellationToken, Task<TableMetadata>>> _changes = [];
    private readonly List<string> _newFiles = [];
    private TableMetadata _base;
    private string? _baseLocation;

    private TableTransaction(TableMetadata start, string? location, ITableFiles files, TimeProvider time, RandomNumberGenerator random) =>
        (_base, _baseLocation, _files, _time, _random) = (Writable(start), location, files, time, random);

    /// <summary>Starts changing a table.</summary>
    /// <exception cref="NotSupportedException">The table is not of version 2, or is partitioned in a way that is not known.</exception>
    public static TableTransaction Begin(IcebergTable table, TimeProvider time, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableTransaction(table.Metadata, table.MetadataLocation, table.Files, time, random);
    }

    /// <summary>Starts making a table.</summary>
    /// <param name="initial">Its first metadata, from <see cref="TableMetadataChanges.Create"/>.</param>
    /// <param name="files">Its files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Makes names and snapshot ids.</param>
    public static TableTransaction BeginCreate(TableMetadata initial, ITableFiles files, TimeProvider time, RandomNumberGenerator random) =>
        new(initial, null, files, time, random);

    /// <summary>Adds data files in a snapshot of their own; none gives a snapshot without change.</summary>
    public TableTransaction Append(IReadOnlyList<DataFile> files)
    {
        var step = NewSnapshot(files);
        _changes.Add((metadata, ct) => step.ApplyAsync(metadata, replacesAll: false, ct));
        return this;
    }

    /// <summary>Replaces all data files by the given ones in one snapshot; none empties the table.</summary>
    public TableTransaction Overwrite(IReadOnlyList<DataFile> files)
    {
        var step = NewSnapshot(files);
        _changes.Add((metadata, ct) => step.ApplyAsync(metadata, replacesAll: true, ct));
        return this;
    }

    /// <summary>Tags a snapshot; null tags the one that is current when this step runs.</summary>
    public TableTransaction SetTag(string name, long? snapshotId = null) => Change(metadata => metadata.WithTag(
        name, snapshotId ?? metadata.CurrentSnapshotId ?? throw new InvalidOperationException("The table has no snapshot to tag."), NowMs()));

    /// <summary>Removes a tag or branch.</summary>
    public TableTransaction RemoveRef(string name) => Change(metadata => metadata.WithoutRef(name, NowMs()));

    /// <summary>Makes a schema current.</summary>
    public TableTransaction SetSchema(Schema schema) => Change(metadata => metadata.WithSchema(schema, NowMs()));

    /// <summary>Replaces the table's settings.</summary>
    public TableTransaction SetProperties(TextDictionary properties) => Change(metadata => metadata.WithProperties(properties, NowMs()));

    /// <summary>Puts the changes on a newer version of the same table.</summary>
    /// <exception cref="ArgumentException">It is another table.</exception>
    public void Rebase(IcebergTable newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        if (newer.Metadata.TableUuid != _base.TableUuid || _baseLocation is null)
            throw new ArgumentException("The changes belong to another table.", nameof(newer));
        (_base, _baseLocation) = (Writable(newer.Metadata), newer.MetadataLocation);
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
        _newFiles.Add(location);
        return new PendingCommit(location, next, _baseLocation, Requirements(), _newFiles.ToValueList());
    }

    private TableTransaction Change(Func<TableMetadata, TableMetadata> change)
    {
        _changes.Add((metadata, _) => Task.FromResult(change(metadata)));
        return this;
    }

    private SnapshotStep NewSnapshot(IReadOnlyList<DataFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
            _files.RequireWithin(file.Path);
        return new SnapshotStep(files, RandomIds.Positive(_random), RandomIds.Hex(_random), _files, _newFiles, NowMs);
    }

    private ValueList<TableRequirement> Requirements() => _baseLocation is null
        ? [new TableRequirement.NotExists()]
        : [
            new TableRequirement.TableUuid(_base.TableUuid),
            new TableRequirement.RefSnapshot(SnapshotRef.Main, _base.CurrentSnapshotId),
            new TableRequirement.CurrentSchema(_base.CurrentSchemaId),
        ];

    // Readers of folders find the newest version by the number; the random part keeps two writers of one number apart.
    private string NewMetadataLocation(TableMetadata next)
    {
        var number = _baseLocation is null ? 0 : NumberOf(_baseLocation) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{next.Location}/metadata/{number:D5}-{RandomIds.Uuid(_random):D}.metadata.json");
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
