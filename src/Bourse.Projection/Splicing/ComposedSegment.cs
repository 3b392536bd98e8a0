namespace Bourse.Projection.Splicing;

/// <summary>Some bytes of a file that are part of a composed one.</summary>
/// <typeparam name="TFile">What names a file.</typeparam>
/// <param name="File">The file.</param>
/// <param name="Offset">The first byte in it.</param>
/// <param name="Length">How many.</param>
internal sealed record ComposedSegment<TFile>(TFile File, long Offset, long Length);
