namespace Bourse.Projection;

/// <summary>Bytes that lie in several stored objects (docs/decisions/0011).</summary>
/// <param name="Store">The name of the store of the layout.</param>
/// <param name="Key">The layout's key, which names the layout's own SHA-256.</param>
/// <param name="Length">The size of the object in bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the digests of the object's blocks.</param>
internal sealed record VirtualContent(string Store, string Key, long Length, string Sha256) : ObjectContent(Store, Key, Length, Sha256);
