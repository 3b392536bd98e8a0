namespace Bourse.Projection.Pieces;

/// <summary>What a projected file is made of. Equal keys give one file, whichever agreement or revision asks.</summary>
/// <param name="SourceSha256">The source file's bytes.</param>
/// <param name="RuleDigest">The columns, their masks and the row filter.</param>
/// <param name="LayoutDigest">Names, ids and types of the allowed columns.</param>
/// <param name="WriterVersion">How it is written.</param>
internal sealed record PieceKey(string SourceSha256, string RuleDigest, string LayoutDigest, int WriterVersion)
{
    /// <summary>
    /// Changes whenever equal input may give other bytes: files of another version are not used for new revisions, and stay what those of before serve. 1: every
    /// file with something hidden was rewritten; 2: files are spliced; 3: a shared file has the names and types of the table.
    /// </summary>
    public const int CurrentWriterVersion = 3;
}
