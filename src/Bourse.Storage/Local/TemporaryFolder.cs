using System.Security.Cryptography;

namespace Bourse.Storage.Local;

/// <summary>
/// A folder for unfinished files that this process alone uses. It holds a locked file as long as the process lives, so that the next process to open
/// the store removes what a dead one left and nothing of a living one.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockName = "lock";

    private readonly RandomNumberGenerator _random;
    private readonly string _path;
    private readonly FileStream _lock;

    public TemporaryFolder(string parent, RandomNumberGenerator random)
    {
        _random = random;
        Directory.CreateDirectory(parent);
        RemoveAbandoned(parent);
        _path = Path.Combine(parent, RandomHex.New(_random));
        Directory.CreateDirectory(_path);
        _lock = new FileStream(Path.Combine(_path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    public string NewPath(string suffix) => Path.Combine(_path, RandomHex.New(_random) + suffix);

    public bool Contains(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) == Path.GetFullPath(_path);

    public void Dispose()
    {
        _lock.Dispose();
        if (Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent))
        {
            if (IsAbandoned(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            using var held = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            // Held by a living process, or that process is between making its folder and its lock: not ours to remove.
            return false;
        }
    }

}
