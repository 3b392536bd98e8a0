using System.Security.Cryptography;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>Tables of versions that are not written: one snapshot of given files, manifests of version 2, which every version may have.</summary>
internal static class HandMadeTable
{
    private const string MetadataName = "v1.metadata.json";

    /// <summary>Makes a table.</summary>
    /// <param name="lake">Where.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="spec">Its spec; null for none.</param>
    /// <param name="files">Its data files, made by <see cref="WriteAsync"/>.</param>
    /// <param name="edit">Changes the metadata's text at last.</param>
    /// <param name="version">Its format version.</param>
    public static async Task<IcebergTable> CreateAsync(
        Lake lake, Schema schema, PartitionSpec? spec, IReadOnlyList<DataFile> files, Func<string, string>? edit = null, int version = 3)
    {
        var (folder, used) = ($"{lake.Files.Location}/metadata/", spec ?? PartitionSpec.Unpartitioned);
        var metadata = TableMetadataChanges.Create(new Guid(RandomNumberGenerator.GetBytes(16)), lake.Files.Location, new Schema(0, []), PartitionSpec.Unpartitioned,
            lake.Time.NowMs);
        metadata = metadata with
        {
            Schemas = [schema], CurrentSchemaId = schema.Id, LastColumnId = schema.HighestFieldId, PartitionSpecs = [used], DefaultSpecId = used.Id,
            LastPartitionId = Math.Max(999, used.HighestFieldId), FormatVersion = version, NextRowId = version == 3 ? files.Sum(f => f.RecordCount) : null,
        };
        if (files.Count > 0)
        {
            var manifest = new ManifestWriter(schema, used).Write(folder + "m1.avro", 1, [.. files.Select(f => new ManifestEntry(EntryStatus.Added, 1, null, null, f))]);
            await lake.Files.CreateAsync(folder + "m1.avro", manifest.Content);
            await lake.Files.CreateAsync(folder + "list1.avro", ManifestListWriter.Write(1, null, 1, [manifest.Entry]));
            metadata = metadata with
            {
                LastSequenceNumber = version == 1 ? 0 : 1,
                CurrentSnapshotId = 1,
                Snapshots =
                [
                    new Snapshot
                    {
                        Id = 1, SequenceNumber = version == 1 ? 0 : 1, TimestampMs = lake.Time.NowMs, ManifestList = folder + "list1.avro", SchemaId = schema.Id,
                        Operation = "append", FirstRowId = version == 3 ? 0 : null, AddedRows = version == 3 ? files.Sum(f => f.RecordCount) : null,
                    },
                ],
                Refs = metadata.Refs.Add(SnapshotRef.Main, new SnapshotRef(1, SnapshotRefKind.Branch)),
            };
        }
        var text = System.Text.Encoding.UTF8.GetString(TableMetadataJson.Write(metadata));
        await lake.Files.CreateAsync(folder + MetadataName, System.Text.Encoding.UTF8.GetBytes(edit is null ? text : edit(text)));
        return await IcebergTable.LoadAsync(folder + MetadataName, lake.Files);
    }

    /// <summary>Writes data files as the schema says.</summary>
    public static Task<IReadOnlyList<DataFile>> WriteAsync(Lake lake, Schema schema, PartitionSpec? spec, string selectSql) =>
        new DataFileWriter(lake.Connection, lake.Files, lake.Random).WriteAsync(new DataFileRequest
        {
            Schema = schema,
            Spec = spec ?? PartitionSpec.Unpartitioned,
            TableLocation = lake.Files.Location,
            SelectSql = selectSql,
        });
}
