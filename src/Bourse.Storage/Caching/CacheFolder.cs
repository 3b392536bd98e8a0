using System.Globalization;
using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Storage.Caching;

/// <summary>
/// The folder that one process keeps its cached files in: <c>&lt;parent&gt;/&lt;number&gt;/</c>, the first whose lock is free. So a restarted process finds the files
/// of the one before, and two processes at once never remove each other's. A finished file is named <c>&lt;id&gt;-&lt;SHA-256&gt;</c>; any other is swept.
/// </summary>
internal sealed class CacheFolder : IDisposable
{
    private const string LockName = "lock";
    private const int NumberMax = 1000;
    private const int IdCharacters = 32;
    private const int DigestCharacters = 2 * SHA256.HashSizeInBytes;

    private readonly string _path;
    private readonly FileStream _lock;
    private int _unfinished;

    private CacheFolder(string path, FileStream held) => (_path, _lock) = (path, held);

    /// <summary>Takes the first free folder below <paramref name="parent"/>.</summary>
    /// <exception cref="StorageException">None can be made.</exception>
    public static CacheFolder Claim(string parent)
    {
        try
        {
            for (var number = 0; number < NumberMax; number++)
            {
                var path = Directory.CreateDirectory(Path.Combine(parent, number.ToString(CultureInfo.InvariantCulture))).FullName;
                if (TryLock(path) is { } held)
                    return new CacheFolder(path, held);
            }
            throw new StorageException($"{NumberMax} processes use the cache '{parent}' already.", isTransient: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate("open the read cache", e);
        }
    }

    /// <summary>The files that were left, least recently used first; what is unfinished or foreign is removed.</summary>
    public IReadOnlyList<CacheEntry> Sweep()
    {
        var entries = new List<CacheEntry>();
        foreach (var file in new DirectoryInfo(_path).GetFiles().Where(f => f.Name != LockName).OrderBy(f => f.LastAccessTimeUtc))
        {
            var parts = file.Name.Split('-');
            if (parts.Length == 2 && parts[0].Length == IdCharacters && parts[1].Length == DigestCharacters && parts.All(p => p.All(char.IsAsciiHexDigitLower)))
                entries.Add(new CacheEntry(parts[0], file.FullName, file.Length, parts[1], isVerified: false));
            else
                file.Delete();
        }
        return entries;
    }

    public string PathOf(string id, string sha256) => Path.Combine(_path, $"{id}-{sha256}");

    public string NewUnfinishedPath() =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"unfinished.{Interlocked.Increment(ref _unfinished)}"));

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(Path.Combine(path, LockName)))
        {
            return null;
        }
    }
}
