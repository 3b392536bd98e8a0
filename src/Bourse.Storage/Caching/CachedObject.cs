using System.Security.Cryptography;
using System.Text;

namespace Bourse.Storage.Caching;

/// <summary>What a cache is asked for: one version of one object.</summary>
/// <param name="StoreName">The store.</param>
/// <param name="Key">The object.</param>
/// <param name="Version">What tells it from another object that had the key before, such as its ETag.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal digest of its bytes; null when nobody recorded one.</param>
public sealed record CachedObject(string StoreName, ObjectKey Key, string Version, long Length, string? Sha256)
{
    /// <summary>A name for a file: 32 hexadecimal digits, different for every version of every object.</summary>
    internal string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{StoreName}\0{Key}\0{Version}")).AsSpan(0, 16));
}
