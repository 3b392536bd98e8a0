using System.Security.Cryptography;

namespace Bourse.Storage.Caching;

/// <summary>A cached file of an earlier process, which may have been torn by a crash: its contents are not flushed when it gets its name.</summary>
internal static class LeftFile
{
    /// <summary>Whether there is a file and it has the bytes that its name and the store say.</summary>
    public static async Task<bool> IsWholeAsync(CacheEntry? left, CachedObject wanted, CancellationToken cancellationToken)
    {
        if (left is null || left.Length != wanted.Length || (wanted.Sha256 is { } recorded && recorded != left.Sha256))
            return false;
        await using var file = File.OpenRead(left.Path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == left.Sha256;
    }
}
