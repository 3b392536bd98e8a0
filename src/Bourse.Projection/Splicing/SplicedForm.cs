using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>Decides by a file's footer whether its chunks may stand in another file. It asks nothing of rows.</summary>
internal static class SplicedForm
{
    private const int RowGroupsMax = 4096;
    private const int MagicLength = 4;
    private const int TailLength = 8;
    private const int EncodingMax = 9;
    private const int CodecMax = 7;

    /// <summary>Why not; null when they may.</summary>
    public static SpliceRefusal? Refuse(SourceFile source, ProjectedShape shape)
    {
        var footer = source.Footer;
        var chunks = footer.RowGroups.SelectMany(g => g.Columns).ToArray();
        return footer switch
        {
            _ when footer.RowGroups.Count > RowGroupsMax => SpliceRefusal.TooManyRowGroups,
            _ when !FileSharing.IsOurs(footer) => SpliceRefusal.ForeignWriter,
            _ when footer.IsEncrypted || chunks.Any(c => c.IsEncrypted) => SpliceRefusal.Encrypted,
            _ when !HaveDifferentNames(footer) => SpliceRefusal.AmbiguousNames,
            _ when Columns(source, shape) is { } refusal => refusal,
            _ when !chunks.All(IsKnown) || !LeavesFit(footer) => SpliceRefusal.UnknownForm,
            _ when !AreApart(chunks, source.Content.Length - TailLength) => SpliceRefusal.ChunkBounds,
            _ => null,
        };
    }

    private static SpliceRefusal? Columns(SourceFile source, ProjectedShape shape)
    {
        var present = source.Footer.TopLevel.Select(e => e.FieldId!.Value).Where(id => shape.IsPlain(id)).ToArray();
        return present.Length == 0 ? SpliceRefusal.NoColumn
            : StoredColumns.Exact(source.Footer, shape.Schema).IsSupersetOf(present) ? null : SpliceRefusal.OtherType;
    }

    // Rows are looked at by these names, which the engine does not tell apart by case.
    private static bool HaveDifferentNames(ParquetFooter footer)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { SourceSql.RowNumber };
        return footer.TopLevel.All(e => names.Add(e.Name));
    }

    private static bool IsKnown(ParquetColumnChunk chunk) =>
        chunk.FilePath is null && chunk.IndexPageOffset is null && chunk.Codec is >= 0 and <= CodecMax && Enum.IsDefined(chunk.Type)
        && chunk.Encodings.All(e => e is >= 0 and <= EncodingMax);

    // What a chunk says it is has to be what the schema says; a flat column has a value a row.
    private static bool LeavesFit(ParquetFooter footer)
    {
        var leaves = footer.Leaves;
        var flat = footer.TopLevel.Where(e => e.ChildCount == 0 && e.Repetition is ParquetRepetition.Required or ParquetRepetition.Optional)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return footer.RowGroups.All(g => g.RowCount >= 0 && g.Columns.Index().All(c =>
            c.Item.Type == leaves[c.Index].Type && c.Item.ValueCount >= 0 && c.Item.Path.Count > 0
            && (!flat.Contains(leaves[c.Index]) || c.Item.ValueCount == g.RowCount)));
    }

    private static bool AreApart(IEnumerable<ParquetColumnChunk> chunks, long end)
    {
        long free = MagicLength;
        foreach (var chunk in chunks.OrderBy(c => c.StartOffset))
        {
            if (chunk.StartOffset < free || chunk.CompressedBytes <= 0 || chunk.CompressedBytes > end - chunk.StartOffset)
                return false;
            free = chunk.StartOffset + chunk.CompressedBytes;
        }
        return true;
    }
}
