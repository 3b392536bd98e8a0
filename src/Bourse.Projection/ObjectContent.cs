namespace Bourse.Projection;

/// <summary>The bytes of an object that clients see, with what they must be. Closed: whole stored objects, and virtual ones.</summary>
/// <param name="Store">The store of <paramref name="Key"/>.</param>
/// <param name="Key">What is stored: the bytes themselves, or the layout of a virtual object.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal digest by which the bytes are known.</param>
internal abstract record ObjectContent(string Store, string Key, long Length, string Sha256);
