using System.Collections.Immutable;
using Bourse.Iceberg.Parquet;
using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;
using Bourse.Storage;

namespace Bourse.Projection.Inventory;

/// <summary>Tells a provider what the projections served now are made of, and what they cost. Reads metadata and layouts, no data file.</summary>
public sealed class ProjectionInventory
{
    /// <summary>The reason of a virtual file that has rows written anew.</summary>
    internal const string MixedRows = "MixedRows";

    /// <summary>The reason of a virtual file that has masked columns beside those of the source.</summary>
    internal const string MaskedColumns = "MaskedColumns";

    // Rewritten by a version that did not say why.
    private const string NotRecorded = "NotRecorded";

    private readonly IMetastore _metastore;
    private readonly string _projections;
    private readonly ContentStores _contents;

    /// <summary>Makes an inventory.</summary>
    /// <param name="metastore">Has the tables of <see cref="ProjectionMigrations"/>.</param>
    /// <param name="projections">The store of pieces and metadata.</param>
    /// <param name="sources">The stores of the provider's data files.</param>
    public ProjectionInventory(IMetastore metastore, IObjectStore projections, IEnumerable<IObjectStore> sources)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(sources);
        (_metastore, _projections) = (metastore, projections.Name);
        _contents = new ContentStores([projections, .. sources]);
    }

    /// <summary>Every projection whose agreement still has the rule set it was made for, by product, table and rule set.</summary>
    /// <exception cref="DamagedContentException">A metadata file is not what it was when it was written.</exception>
    /// <exception cref="StorageException">A store failed.</exception>
    public async Task<IReadOnlyList<ProjectionUse>> ListAsync(CancellationToken cancellationToken = default)
    {
        var heads = await _metastore.ReadAsync(ChainTables.HeadsAsync, cancellationToken);
        var uses = new List<ProjectionUse>();
        foreach (var shared in heads.GroupBy(h => (h.Table.Product, h.Table.Table, h.Table.RuleSetDigest)))
        {
            var newest = shared.MaxBy(h => h.Table.NewestRevision)!.Table;
            uses.Add(await CountAsync(newest, [.. shared.Select(h => h.Table.Agreement).OrderBy(a => a.Value, StringComparer.Ordinal)], cancellationToken));
        }
        return [.. uses.OrderBy(u => u.Product.Value, StringComparer.Ordinal).ThenBy(u => u.Table.Value, StringComparer.Ordinal)
            .ThenBy(u => u.RuleSetDigest, StringComparer.Ordinal)];
    }

    private async Task<ProjectionUse> CountAsync(ProjectedTable table, ImmutableArray<Access.Authorization.AgreementId> agreements, CancellationToken cancellationToken)
    {
        var live = (await ChainContents.LoadAsync(table, _contents, cancellationToken)).Live.Select(e => e.File.Path).ToHashSet(StringComparer.Ordinal);
        var files = table.Objects.Where(o => live.Contains($"s3://{table.Product}/{o.Key}")).Select(o => o.Content).ToArray();
        var shared = files.OfType<StoredContent>().Where(c => c.Store != _projections).ToArray();
        var rewritten = files.OfType<StoredContent>().Where(c => c.Store == _projections).ToArray();
        var reasons = await _metastore.ReadAsync(s => PieceTables.RefusalsAsync(s, table.RuleSetDigest), cancellationToken);
        var told = rewritten.Select(c => reasons.GetValueOrDefault(c.Key) ?? NotRecorded).ToList();

        var (splicedBytes, writtenBytes) = (0L, rewritten.Sum(c => c.Length));
        foreach (var content in files.OfType<VirtualContent>())
        {
            var segments = (await _contents.LayoutAsync(content, cancellationToken)).Segments;
            splicedBytes += segments.Where(s => s.Store != _projections).Sum(s => s.Length);
            writtenBytes += segments.Where(s => s.Store == _projections).Sum(s => s.Length);
            told.AddRange(await WrittenForAsync(content, segments, cancellationToken));
        }
        return new ProjectionUse
        {
            Product = table.Product,
            Table = table.Table,
            RuleSetDigest = table.RuleSetDigest,
            Agreements = agreements,
            Revision = table.NewestRevision,
            RowCount = table.RowCount,
            SharedFiles = shared.Length,
            SharedBytes = shared.Sum(c => c.Length),
            SplicedFiles = files.OfType<VirtualContent>().Count(),
            SplicedBytes = splicedBytes,
            RewrittenFiles = rewritten.Length,
            RewrittenBytes = writtenBytes,
            Reasons = told.GroupBy(r => r).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
        };
    }

    // A row group whose chunks are all of pieces has rows written anew; one with some of them has masked columns.
    private async Task<IEnumerable<string>> WrittenForAsync(VirtualContent content, ImmutableArray<LayoutSegment> segments, CancellationToken cancellationToken)
    {
        if (!segments.Any(IsPiece))
            return [];
        var footer = await ParquetFooter.ReadAsync(
            content.Length, (offset, length) => _contents.OpenReadAsync(content, offset, length, cancellationToken), content.Key, cancellationToken);
        var ends = new List<long>();
        foreach (var segment in segments)
            ends.Add((ends.Count == 0 ? 0 : ends[^1]) + segment.Length);
        return footer.RowGroups
            .Select(group =>
                group.Columns.Count(chunk => IsPiece(segments[ends.FindIndex(end => end > chunk.StartOffset)])) is var written && written == group.Columns.Count
                ? MixedRows
                : written > 0 ? MaskedColumns : null)
            .OfType<string>()
            .Distinct();
    }

    private bool IsPiece(LayoutSegment segment) => segment.Store == _projections && ContentAddressed.IsPiece(segment.Key);
}
