using System.Globalization;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;
using Bourse.Storage;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>
/// Makes one snapshot of the operation <c>replace</c>: other files, the same rows. Its id stays the same however often it is put on a newer version. What
/// was written for a version that was not taken can be discarded.
/// </summary>
internal sealed class ReplaceSnapshot(MaintainedTable table)
{
    private readonly string _name = RandomIds.Hex(table.Random);
    private readonly List<string> _written = [];

    /// <summary>Its id.</summary>
    public long Id { get; } = RandomIds.Positive(table.Random);

    /// <summary>Writes a manifest of files of one spec.</summary>
    public async Task<ManifestFile> WriteManifestAsync(
        TableMetadata metadata, int specId, ManifestContent content, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var location = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/{_name}-m{_written.Count}.avro");
        var manifest = new ManifestWriter(metadata.SchemaOfSpec(specId), metadata.SpecOf(specId), content).Write(location, Id, entries);
        FaultPoint.Reach("maintenance.manifest");
        _written.Add(location);
        await table.Folder.CreateAsync(location, manifest.Content, cancellationToken);
        return manifest.Entry;
    }

    /// <summary>Writes the list of manifests and gives the version with the snapshot.</summary>
    public async Task<TableMetadata> FinishAsync(
        TableMetadata metadata, IReadOnlyList<ManifestFile> manifests, IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed,
        CancellationToken cancellationToken)
    {
        var parent = metadata.CurrentSnapshot!;
        var sequence = metadata.LastSequenceNumber + 1;
        var list = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/snap-{Id}-{_written.Count}-{_name}.avro");
        FaultPoint.Reach("maintenance.manifest-list");
        _written.Add(list);
        await table.Folder.CreateAsync(list, ManifestListWriter.Write(Id, parent.Id, sequence, manifests), cancellationToken);
        return metadata.WithSnapshot(new Snapshot
        {
            Id = Id,
            ParentId = parent.Id,
            SequenceNumber = sequence,
            TimestampMs = Math.Max(table.NowMs, metadata.LastUpdatedMs),
            ManifestList = list,
            SchemaId = metadata.CurrentSchemaId,
            Operation = "replace",
            Summary = SnapshotSummary.Of(added, removed, parent.Summary, manifests),
        });
    }

    /// <summary>Removes what was written and is not used. Only when the outcome of every attempt is known.</summary>
    /// <param name="taken">The version that has the snapshot, or a later one; null when none was taken.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task DiscardUnusedAsync(TableMetadata? taken, CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        if (taken is not null)
        {
            // Somebody expired it already: later snapshots may share its manifests.
            if (taken.FindSnapshot(Id) is not { } own)
                return;
            used.Add(own.ManifestList!);
            used.UnionWith((await SnapshotManifests.ReadAsync(table.Folder, taken, own, cancellationToken)).Select(m => m.Path));
        }
        foreach (var location in _written.Where(l => !used.Contains(l)))
            await table.Folder.DeleteAsync(location, cancellationToken);
    }
}
