using System.Globalization;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Scanning;

/// <summary>The manifests of a snapshot, from its list or, where a writer of version 1 kept none, from themselves.</summary>
internal static class SnapshotManifests
{
    public static async Task<IReadOnlyList<ManifestFile>> ReadAsync(
        ITableFiles files, TableMetadata metadata, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.KeyId is { } key)
            throw new NotSupportedException($"The manifest list of snapshot {snapshot.Id} is encrypted with the key '{key}', which is not supported.");
        var manifests = snapshot.ManifestList is { } list
            ? ManifestListReader.Read(await files.ReadAsync(list, cancellationToken))
            : await DescribeAsync(files, metadata, snapshot, cancellationToken);
        foreach (var manifest in manifests)
            files.RequireWithin(manifest.Path);
        return manifests;
    }

    private static async Task<List<ManifestFile>> DescribeAsync(
        ITableFiles files, TableMetadata metadata, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var manifests = new List<ManifestFile>();
        foreach (var location in snapshot.Manifests)
        {
            var content = await files.ReadAsync(location, cancellationToken);
            var header = AvroFile.Open(content, $"The manifest '{location}'");
            manifests.Add(new ManifestFile
            {
                Path = location,
                LengthBytes = content.Length,
                SpecId = int.TryParse(header.FindText("partition-spec-id"), NumberStyles.None, CultureInfo.InvariantCulture, out var spec)
                    ? spec
                    : metadata.DefaultSpecId,
                SequenceNumber = 0,
                MinSequenceNumber = 0,
                AddedSnapshotId = snapshot.Id,
                CountsKnown = false,
                AddedFiles = 0,
                ExistingFiles = 0,
                DeletedFiles = 0,
                AddedRows = 0,
                ExistingRows = 0,
                DeletedRows = 0,
            });
        }
        return manifests;
    }
}
