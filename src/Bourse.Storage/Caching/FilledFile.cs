using System.Security.Cryptography;

namespace Bourse.Storage.Caching;

/// <summary>Downloads an object into a file and checks it.</summary>
internal static class FilledFile
{
    /// <summary>Writes the file and gives the digest of its bytes, which is the recorded one where one is.</summary>
    /// <exception cref="CorruptObjectException">Two downloads gave wrong bytes: then it was not the way here that damaged them.</exception>
    public static async Task<string> WriteAsync(
        string path, CachedObject wanted, Func<Stream, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(path, wanted, download, cancellationToken);
        }
        catch (CorruptObjectException)
        {
            return await TryAsync(path, wanted, download, cancellationToken);
        }
    }

    private static async Task<string> TryAsync(
        string path, CachedObject wanted, Func<Stream, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        var (length, sha256) = await DownloadAsync(path, download, cancellationToken);
        if (length != wanted.Length)
            throw new CorruptObjectException(wanted.StoreName, wanted.Key, block: null, $"there are {length} instead of {wanted.Length}");
        return (wanted.Sha256 ?? sha256) == sha256
            ? sha256
            : throw new CorruptObjectException(wanted.StoreName, wanted.Key, block: null, "their digest is not the recorded one");
    }

    private static async Task<(long Length, string Sha256)> DownloadAsync(
        string path, Func<Stream, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        using var sha256 = SHA256.Create();
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (var hashing = new CryptoStream(file, sha256, CryptoStreamMode.Write, leaveOpen: true))
        {
            await download(hashing, cancellationToken);
            FaultPoint.Reach("storage.cache.write");
            await hashing.FlushFinalBlockAsync(cancellationToken);
        }
        return (file.Length, Convert.ToHexStringLower(sha256.Hash!));
    }
}
