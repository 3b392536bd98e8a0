namespace Bourse.Projection.Pieces;

/// <summary>A file that holds allowed cells only.</summary>
/// <param name="Content">Its bytes: a piece, the source file itself, or a virtual object.</param>
/// <param name="Rows">Where its rows can be read without making a file of its bytes.</param>
/// <param name="NanCounts">NaNs of its float and double columns, by field id; footers do not tell.</param>
internal sealed record ProjectedFile(ObjectContent Content, RowSource Rows, IReadOnlyDictionary<int, long> NanCounts);
