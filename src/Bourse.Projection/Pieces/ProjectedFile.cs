namespace Bourse.Projection.Pieces;

/// <summary>A file that holds allowed cells only.</summary>
/// <param name="Content">Its bytes: a piece, or the source file itself.</param>
/// <param name="NanCounts">NaNs of its float and double columns, by field id; footers do not tell.</param>
internal sealed record ProjectedFile(StoredContent Content, IReadOnlyDictionary<int, long> NanCounts);
