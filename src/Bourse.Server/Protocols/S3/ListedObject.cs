namespace Bourse.Server.Protocols.S3;

/// <summary>An object in a listing.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Its entity tag without quotes.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="LastModified">When it last changed.</param>
internal sealed record ListedObject(string Key, string ETag, long Length, DateTimeOffset LastModified);
