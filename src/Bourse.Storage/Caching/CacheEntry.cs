namespace Bourse.Storage.Caching;

/// <summary>A file of the cache. Changed under the cache's lock only.</summary>
internal sealed class CacheEntry(string id, string path, long length, string sha256, bool isVerified)
{
    public string Id { get; } = id;

    public string Path { get; } = path;

    public long Length { get; } = length;

    /// <summary>Lower-case hexadecimal digest of the bytes, as the file's name says.</summary>
    public string Sha256 { get; } = sha256;

    /// <summary>Whether this process wrote or read all of it. What an earlier process left may have been torn by a crash.</summary>
    public bool IsVerified { get; set; } = isVerified;

    /// <summary>When it was last given to someone, in ticks of the cache's own counter.</summary>
    public long GivenAt { get; set; }
}
