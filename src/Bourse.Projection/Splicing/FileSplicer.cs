using System.Collections.Immutable;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Footers;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;
using Bourse.Storage;
using Bourse.Storage.Blocks;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Makes a virtual object of a source file's wholly allowed row groups and of rows written anew (docs/decisions/0011), or says why the file has to be rewritten. It
/// decides nothing about rows: what is allowed comes with the scan.
/// </summary>
internal sealed class FileSplicer(DuckDbConnection connection, ContentStores contents, ContentAddressed projections)
{
    private const int RunsMax = 256;

    private readonly RunPieceWriter _pieces = new(connection, projections);

    /// <summary>Splices a file, all of whose bytes were verified.</summary>
    /// <exception cref="StorageException">A store failed.</exception>
    public async Task<SpliceOutcome> SpliceAsync(
        SourceFile source, FileClassification classification, ProjectedShape shape, CancellationToken cancellationToken)
    {
        // 1. What the footer and the pages tell, then what rows tell.
        var plan = SplicePlan.Of(classification);
        if (plan.Groups.IsEmpty)
            return new SpliceOutcome.Refused(SpliceRefusal.NothingWhole);
        if (plan.Runs.Length > RunsMax)
            return new SpliceOutcome.Refused(SpliceRefusal.TooManyRuns);
        if (SplicedForm.Refuse(source, shape) is { } refusal)
            return new SpliceOutcome.Refused(refusal);
        var present = source.Footer.TopLevel.Select(e => e.FieldId!.Value).ToHashSet();
        var (plain, masked) = (shape.Schema.Select(present.Where(id => shape.IsPlain(id)).ToHashSet()), shape.MaskedOf(present));
        if (Chunks(source, plan, SplicedColumns.Of(source.Footer, plain)) is not { } chunks)
            return new SpliceOutcome.Refused(SpliceRefusal.PageForm);
        if (HiddenOrder.Decides(connection, source, shape, cancellationToken))
            return new SpliceOutcome.Refused(SpliceRefusal.HiddenOrder);

        // 2. What is written anew.
        var maskedPiece = masked.Fields.Count == 0 ? null : await WriteMaskedAsync(source, shape, plan, masked, cancellationToken);
        if (maskedPiece is null && masked.Fields.Count > 0)
            return new SpliceOutcome.Refused(SpliceRefusal.MaskedForm);
        var kept = shape.Schema.Select(plain.Fields.Concat(masked.Fields).Select(f => f.Id).ToHashSet());
        var columns = SplicedColumns.Of(source.Footer, kept, maskedPiece?.Footer);
        var piece = plan.Runs.IsEmpty ? null : await _pieces.WriteAsync(source, shape, plan.Runs, kept, RowPieceWriter.RowGroupRows, cancellationToken);
        if (!plan.Runs.IsEmpty && piece?.Footer.Schema.SequenceEqual(columns.Elements) != true)
            return new SpliceOutcome.Refused(SpliceRefusal.PieceForm);

        // 3. All of it behind one footer.
        var statistics = GroupStatistics.Read(connection, source, plain, cancellationToken);
        var composed = Compose(new Sources(source, maskedPiece, piece), plan, columns, chunks, statistics);
        RequireOnly(source, shape, composed, classification.AllowedRowCount);
        return new SpliceOutcome.Spliced(await StoreAsync(composed, cancellationToken));
    }

    // The masked columns of every spliced group, each group's cells in a row group of its own, so that it can stand beside the group's other chunks.
    private async Task<RunPiece?> WriteMaskedAsync(SourceFile source, ProjectedShape shape, SplicePlan plan, Schema masked, CancellationToken cancellationToken)
    {
        SplicePart.Run[] groups = [.. plan.Groups.Select(number => new SplicePart.Run(number, number + 1, source.Footer.RowGroups[number].RowCount))];
        var piece = await _pieces.WriteAsync(source, shape, groups, masked, groups.Max(g => g.AllowedRowCount), cancellationToken);
        return piece?.Runs.All(run => run.Count == 1) == true ? piece : null;
    }

    // The plain chunks of each spliced group with the size before compression that their pages have; null when a chunk is not as it must be.
    private static Dictionary<int, Dictionary<int, ParquetColumnChunk>>? Chunks(SourceFile source, SplicePlan plan, SplicedColumns columns)
    {
        using var file = File.OpenHandle(source.LocalPath);
        var chunks = new Dictionary<int, Dictionary<int, ParquetColumnChunk>>();
        foreach (var group in plan.Groups)
        {
            var described = columns.Leaves.Select(leaf => source.Footer.RowGroups[group].Columns[leaf.Place]).ToArray();
            var sizes = described.Select(chunk => PageWalk.UncompressedBytes(file, chunk)).ToArray();
            if (sizes.Any(size => size is null))
                return null;
            chunks[group] = columns.Leaves.Zip(described.Zip(sizes, (chunk, size) => chunk with { UncompressedBytes = size!.Value }))
                .ToDictionary(leaf => leaf.First.Place, leaf => leaf.Second);
        }
        return chunks;
    }

    private static ComposedFile<StoredContent> Compose(
        Sources from, SplicePlan plan, SplicedColumns columns, Dictionary<int, Dictionary<int, ParquetColumnChunk>> chunks, GroupStatistics statistics)
    {
        var composed = new ComposedFile<StoredContent>(columns);
        var leaves = from.File.Footer.Leaves;
        var (group, run) = (0, 0);
        foreach (var part in plan.Parts)
        {
            if (part is SplicePart.Group { Number: var number })
            {
                var masked = from.Masked?.Runs[group++].Single();
                composed.Add(from.File.Footer.RowGroups[number].RowCount, [.. columns.Leaves.Select(leaf => leaf.IsMasked
                    ? (from.Masked!.Content, masked!.Columns[leaf.Place])
                    : (from.File.Content, chunks[number][leaf.Place] with { Statistics = statistics.Of(leaves[leaf.Place].FieldId, number) }))]);
                continue;
            }
            foreach (var written in from.Runs!.Runs[run++])
                composed.Add(from.Runs.Content, written.RowCount, written.Columns);
        }
        return composed;
    }

    /// <summary>The files that a spliced file's chunks are in.</summary>
    private sealed record Sources(SourceFile File, RunPiece? Masked, RunPiece? Runs);

    // A second look, by the footer that is served and not by what it was made of.
    private static void RequireOnly(SourceFile source, ProjectedShape shape, ComposedFile<StoredContent> composed, long rowCount)
    {
        var thrift = composed.Footer.ToThrift();
        var footer = ParquetFooter.Parse(thrift);
        if (!FileSharing.HoldsAllowedColumns(footer, shape) || footer.RowCount != rowCount || ForeignContent.Find(thrift, composed.FooterOffset) is not null)
            throw new InvalidOperationException($"The footer over '{source.Content.Key}' holds other columns or rows than were asked for; nothing is served of it.");
    }

    private async Task<VirtualContent> StoreAsync(ComposedFile<StoredContent> composed, CancellationToken cancellationToken)
    {
        var (magic, tail) = (ComposedFile<StoredContent>.Magic.ToArray(), composed.Tail());
        var literal = await projections.StoreAsync("footers", new byte[][] { magic, tail }.SelectMany(b => b).ToArray(), cancellationToken);
        ImmutableArray<LayoutSegment> segments =
        [
            Segment(literal, 0, magic.Length),
            .. composed.Segments.Select(s => Segment(s.File, s.Offset, s.Length)),
            Segment(literal, magic.Length, tail.Length),
        ];
        FaultPoint.Reach("projection.footer.stored");
        await using var bytes = contents.Open(segments);
        var layout = new VirtualLayout(segments, await BlockDigests.OfAsync(bytes, cancellationToken));
        var stored = await projections.StoreAsync("virtual", layout.ToJson(), cancellationToken);
        FaultPoint.Reach("projection.layout.stored");
        return new VirtualContent(stored.Store, stored.Key, layout.Digests.Length, layout.Sha256);
    }

    private static LayoutSegment Segment(StoredContent content, long offset, long length) => new(content.Store, content.Key, offset, length);
}
