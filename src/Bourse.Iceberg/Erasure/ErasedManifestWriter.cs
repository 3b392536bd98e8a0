using System.Globalization;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Erasure;

/// <summary>Writes manifests of erased snapshots, each once however many share it. Sequence numbers become explicit and stay what they were.</summary>
internal sealed class ErasedManifestWriter(ITableFolder folder, TableMetadata metadata, IReadOnlyDictionary<long, long> ids, string name)
{
    private readonly Dictionary<string, ManifestFile?> _manifests = new(StringComparer.Ordinal);
    private readonly List<string> _written = [];

    /// <summary>What was written.</summary>
    public IReadOnlyList<string> Written => _written;

    /// <summary>The manifest in place of one; the same when nothing about it changes, null when no entry is left.</summary>
    public async Task<ManifestFile?> WriteAsync(ErasedManifest manifest, CancellationToken cancellationToken)
    {
        if (!manifest.IsTouched && !manifest.Names(ids.Keys.ToHashSet()))
            return manifest.Source;
        if (!_manifests.TryGetValue(manifest.Source.Path, out var next))
            _manifests.Add(manifest.Source.Path, next = manifest.Next.Count == 0 ? null : await CreateAsync(manifest, cancellationToken));
        return next;
    }

    private async Task<ManifestFile> CreateAsync(ErasedManifest manifest, CancellationToken cancellationToken)
    {
        var source = manifest.Source;
        var entries = manifest.Next.Select(e => e with { SnapshotId = Mapped(e.SnapshotId) }).ToArray();
        var location = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/{name}-m{_written.Count}.avro");
        var next = new ManifestWriter(metadata.SchemaOfSpec(source.SpecId), metadata.SpecOf(source.SpecId), source.Content, metadata.FormatVersion)
            .Write(location, Mapped(source.AddedSnapshotId), entries);
        _written.Add(location);
        await folder.CreateAsync(location, next.Content, cancellationToken);
        return next.Entry with
        {
            SequenceNumber = source.SequenceNumber,
            MinSequenceNumber = next.Entry.MinSequenceNumber ?? source.MinSequenceNumber,
            FirstRowId = source.FirstRowId,
        };
    }

    private long Mapped(long id) => ids.TryGetValue(id, out var next) ? next : id;
}
