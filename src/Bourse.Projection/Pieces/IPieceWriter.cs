using Bourse.Projection.Generation;

namespace Bourse.Projection.Pieces;

/// <summary>
/// A way to make a file that holds the allowed cells of a source file and nothing else, rows in an order that no hidden column has a part in. Today rows are
/// written anew; copying the column chunks of row groups that are wholly allowed behind a footer of our own is another way behind this interface.
/// </summary>
internal interface IPieceWriter
{
    /// <summary>Changes whenever equal input may give other bytes: pieces of another version are not reused.</summary>
    int Version { get; }

    /// <summary>Writes the file. Equal allowed cells give equal bytes, whatever else the source holds.</summary>
    /// <param name="source">The file to take cells from.</param>
    /// <param name="classification">What the exact scan found in it: at least one row is allowed.</param>
    /// <param name="shape">The allowed columns and the rules.</param>
    /// <param name="path">Where to write; nothing is there.</param>
    /// <param name="cancellationToken">Ends the writing; what is at <paramref name="path"/> is then rubbish.</param>
    Task WriteAsync(SourceFile source, FileClassification classification, ProjectedShape shape, string path, CancellationToken cancellationToken);
}
