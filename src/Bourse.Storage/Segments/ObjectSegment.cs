namespace Bourse.Storage.Segments;

/// <summary>Some bytes of a stored object.</summary>
/// <param name="Store">The store.</param>
/// <param name="Key">The object.</param>
/// <param name="Offset">The first byte, from 0.</param>
/// <param name="Length">How many, 1 or more.</param>
public sealed record ObjectSegment(IObjectStore Store, ObjectKey Key, long Offset, long Length);
