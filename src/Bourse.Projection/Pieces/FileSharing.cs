using System.Collections.Immutable;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Projection.Footers;
using Bourse.Projection.Generation;

namespace Bourse.Projection.Pieces;

/// <summary>
/// Decides whether a file whose rows are all allowed may be served as it is. It goes by the file, not by the table's schema: an old file may still hold columns
/// that were dropped.
/// </summary>
internal static class FileSharing
{
    private const string OurEngine = "DuckDB";

    public static bool MayBeShared(SourceFile source, FileClassification classification, ProjectedShape shape) =>
        classification.IsWhole && ShowsAll(source.Footer, shape) && StoresAsShown(source.Footer, shape)
        && shape.MaskedOf(ImmutableHashSet<int>.Empty).Fields.Count == 0 && ForeignContent.Find(source.LocalPath) is null;

    // Readers that bind by name take types, and names inside a column, from the table too (docs/decisions/0017).
    private static bool StoresAsShown(ParquetFooter footer, ProjectedShape shape) => StoredColumns.Exact(footer, shape.Schema).Count == footer.TopLevel.Count;

    /// <summary>Whether every column of a file of our engine's is shown as it is.</summary>
    public static bool ShowsAll(ParquetFooter footer, ProjectedShape shape) => HoldsOnly(footer, shape) && footer.TopLevel.All(e => shape.IsPlain(e.FieldId));

    /// <summary>
    /// Whether the file was written by our engine, which puts into dictionaries only values of the file's rows, and every column in it at any depth is allowed
    /// and has its present name.
    /// </summary>
    public static bool HoldsOnly(ParquetFooter footer, ProjectedShape shape) =>
        IsOurs(footer) && HoldsAllowedColumns(footer, shape);

    /// <summary>Whether every column of a footer, at any depth, is allowed and has its present name, and all of them are in the file itself.</summary>
    public static bool HoldsAllowedColumns(ParquetFooter footer, ProjectedShape shape) =>
        footer.TopLevel.All(e => e.FieldId is { } id && shape.Schema.FindColumn(id)?.Name == e.Name)
        && footer.Schema.Skip(1).All(e => e.FieldId is { } id ? shape.NestedFieldIds.Contains(id) : e.ChildCount > 0)
        && footer.RowGroups.All(g => g.Columns.All(c => c.FilePath is null));

    /// <summary>Whether our engine wrote the file.</summary>
    public static bool IsOurs(ParquetFooter footer) => footer.CreatedBy?.StartsWith(OurEngine, StringComparison.Ordinal) == true;
}
