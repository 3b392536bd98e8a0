using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Tests.Maintenance.Support;

namespace Bourse.Iceberg.Tests.Erasure;

/// <summary>Makes tables of the versions that are not written of one that is: the same files under manifests, lists and metadata of the other version.</summary>
internal static class OlderAndNewerVersions
{
    /// <summary>Writes every manifest and list anew in a version, and moves the table to it.</summary>
    /// <param name="lake">The table.</param>
    /// <param name="version">The version.</param>
    /// <param name="withoutList">Whether the first snapshot names its manifests itself, as version 1 may.</param>
    public static async Task ConvertAsync(MaintainedLake lake, int version, bool withoutList = false)
    {
        var table = await lake.Pointer.LoadAsync();
        var (written, nextRow) = (new Dictionary<string, ManifestFile>(), 0L);
        var snapshots = new List<Snapshot>();
        foreach (var snapshot in table.Metadata.Snapshots)
        {
            var manifests = new List<ManifestFile>();
            var firstRow = nextRow;
            foreach (var manifest in await table.Scan(snapshot).ManifestsAsync())
            {
                if (!written.TryGetValue(manifest.Path, out var next))
                {
                    next = await ConvertAsync(lake, table, manifest, version, version == 3 ? nextRow : null);
                    written.Add(manifest.Path, next);
                    nextRow += next.AddedRows + next.ExistingRows;
                }
                manifests.Add(next);
            }
            var inline = withoutList && snapshots.Count == 0;
            var list = $"{table.Metadata.Location}/metadata/converted-{snapshot.Id}.avro";
            if (!inline)
                await lake.Folder.CreateAsync(list, ManifestListWriter.Write(snapshot.Id, snapshot.ParentId, snapshot.SequenceNumber, manifests, version));
            snapshots.Add(snapshot with
            {
                ManifestList = inline ? null : list,
                Manifests = inline ? [.. manifests.Select(m => m.Path)] : [],
                SequenceNumber = version == 1 ? 0 : snapshot.SequenceNumber,
                FirstRowId = version == 3 ? firstRow : null,
                AddedRows = version == 3 ? nextRow - firstRow : null,
            });
        }
        await MoveAsync(lake, table.Metadata with
        {
            FormatVersion = version,
            LastSequenceNumber = version == 1 ? 0 : table.Metadata.LastSequenceNumber,
            NextRowId = version == 3 ? nextRow : null,
            Snapshots = snapshots.ToValueList(),
        });
    }

    /// <summary>Commits a snapshot of version 3 that deletes rows of a data file by a vector.</summary>
    public static async Task DeleteByVectorAsync(MaintainedLake lake, DataFile data, params long[] rows)
    {
        var table = await lake.Pointer.LoadAsync();
        var (parent, id) = (table.Metadata.CurrentSnapshot!, table.Metadata.CurrentSnapshot!.Id + 1);
        var (vector, sequence) = (DeletionVector.Write(rows), table.Metadata.LastSequenceNumber + 1);
        var puffin = PuffinFile.Write(vector, data.Path, rows.Length);
        var folder = table.Metadata.Location;
        await lake.Folder.CreateAsync($"{folder}/data/{id}.puffin", puffin);
        var file = new DataFile
        {
            Content = FileContent.PositionDeletes, Format = "puffin", Path = $"{folder}/data/{id}.puffin", SpecId = data.SpecId, Partition = data.Partition,
            RecordCount = rows.Length, FileSizeBytes = puffin.Length, ReferencedDataFile = data.Path, ContentOffset = PuffinFile.VectorOffset,
            ContentSizeBytes = vector.Length,
        };
        var manifest = new ManifestWriter(table.Metadata.CurrentSchema, table.Metadata.SpecOf(data.SpecId), ManifestContent.Deletes, 3)
            .Write($"{folder}/metadata/m-{id}.avro", id, [new ManifestEntry(EntryStatus.Added, id, null, null, file)]);
        await lake.Folder.CreateAsync(manifest.Entry.Path, manifest.Content);
        var list = $"{folder}/metadata/snap-{id}.avro";
        await lake.Folder.CreateAsync(list, ManifestListWriter.Write(id, parent.Id, sequence, [.. await table.Scan().ManifestsAsync(), manifest.Entry], 3));
        await MoveAsync(lake, table.Metadata with
        {
            LastSequenceNumber = sequence,
            CurrentSnapshotId = id,
            Snapshots =
            [
                .. table.Metadata.Snapshots, parent with { Id = id, ParentId = parent.Id, SequenceNumber = sequence, ManifestList = list, Operation = "delete" },
            ],
            Refs = table.Metadata.Refs.SetItem(SnapshotRef.Main, new SnapshotRef(id, SnapshotRefKind.Branch)),
        });
    }

    private static async Task<ManifestFile> ConvertAsync(MaintainedLake lake, IcebergTable table, ManifestFile manifest, int version, long? firstRow)
    {
        var metadata = table.Metadata;
        var entries = ManifestReader.Read(await lake.Folder.ReadAsync(manifest.Path), manifest, metadata.PartitionTypeOf(manifest.SpecId));
        var path = manifest.Path.Replace(".avro", $"-v{version}.avro", StringComparison.Ordinal);
        var next = new ManifestWriter(metadata.SchemaOfSpec(manifest.SpecId), metadata.SpecOf(manifest.SpecId), manifest.Content, version)
            .Write(path, manifest.AddedSnapshotId, entries);
        await lake.Folder.CreateAsync(path, next.Content);
        return next.Entry with { SequenceNumber = version == 1 ? 0 : manifest.SequenceNumber, FirstRowId = manifest.Content == ManifestContent.Data ? firstRow : null };
    }

    private static async Task MoveAsync(MaintainedLake lake, TableMetadata next) =>
        Assert.IsType<Bourse.Iceberg.Maintenance.PointerMove.Moved>(await lake.Pointer.TryMoveAsync(await lake.Pointer.LoadAsync(), next));
}
