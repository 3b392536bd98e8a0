namespace Bourse.Projection.Contents;

/// <summary>Some bytes of a stored object that are part of a virtual one.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Key">The stored object.</param>
/// <param name="Offset">The first byte in the stored object.</param>
/// <param name="Length">How many.</param>
internal sealed record LayoutSegment(string Store, string Key, long Offset, long Length);
