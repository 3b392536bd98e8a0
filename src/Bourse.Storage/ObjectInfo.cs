namespace Bourse.Storage;

/// <summary>What a store knows of an object without reading it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="LastModified">When it was made; objects never change.</param>
public sealed record ObjectInfo(ObjectKey Key, long Length, DateTimeOffset LastModified);
