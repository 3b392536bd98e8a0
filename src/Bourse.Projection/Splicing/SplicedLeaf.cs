namespace Bourse.Projection.Splicing;

/// <summary>Where the chunks of a leaf of a spliced file are.</summary>
/// <param name="IsMasked">In the piece of masked columns; otherwise in the source file.</param>
/// <param name="Place">The place of the chunk in a row group there.</param>
internal readonly record struct SplicedLeaf(bool IsMasked, int Place);
