using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Deletes;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>The live files of a version's current snapshot, and which deletes apply to which of them.</summary>
/// <param name="Table">The version.</param>
/// <param name="Data">The data files.</param>
/// <param name="Deletes">The delete files.</param>
internal sealed record TableState(IcebergTable Table, IReadOnlyList<ManifestEntry> Data, IReadOnlyList<ManifestEntry> Deletes)
{
    private readonly DeleteIndex _index = new(Deletes, id => Table.Metadata.SpecOf(id).Fields.Count == 0);

    /// <summary>The sequence number of the current snapshot; 0 for an empty table.</summary>
    public long SequenceNumber => Table.Metadata.CurrentSnapshot?.SequenceNumber ?? 0;

    public static async Task<TableState> ReadAsync(IcebergTable table, LiveManifests manifests, CancellationToken cancellationToken)
    {
        var all = await manifests.ReadAllAsync(table.Metadata, cancellationToken);
        return new TableState(
            table, [.. all.Where(e => e.File.Content == FileContent.Data)], [.. all.Where(e => e.File.Content != FileContent.Data)]);
    }

    /// <summary>A data file with the deletes that apply to it.</summary>
    public ScanTask TaskOf(ManifestEntry data) => new(data.File, data.SequenceNumber ?? 0, _index.For(data));

    /// <summary>The delete files that, as far as manifests tell, may apply to a live data file, by location.</summary>
    public IReadOnlySet<string> AppliedDeletes() =>
        Deletes.Count == 0 ? new HashSet<string>() : Data.SelectMany(d => _index.For(d)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
}
