using System.Text;

namespace Bourse.Storage.Local;

/// <summary>
/// A small file that people or other programs read by its path: a configuration, a page, a message. It is there as it was or as it is, never half of
/// it, also after a crash. Not an object store: a file is replaced in place.
/// </summary>
public static class WholeFile
{
    // With the process's id it tells unfinished files apart, so that of two writers of one path each moves its own.
    private static int _written;

    /// <summary>Writes a secret, for its owner alone; otherwise as <see cref="Write"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="secret">All of it.</param>
    /// <exception cref="StorageException">It cannot be written; the older file stands.</exception>
    public static void WriteSecret(string path, string secret) => Write(path, Encoding.UTF8.GetBytes(secret), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Writes the file in place of an older one, durably. Its folder is made when it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Who may read it, from the first byte on; null for what the process gives new files. Nothing to Windows.</param>
    /// <exception cref="StorageException">It cannot be written; the older file stands.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new ArgumentException("A file has a folder.", nameof(path));
        // In the same folder, so that the move is within one file system and therefore atomic.
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}-{Interlocked.Increment(ref _written)}.new");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        try
        {
            Directory.CreateDirectory(folder);
            File.Delete(unfinished);
            FaultPoint.Reach("file.write");
            using (var stream = new FileStream(unfinished, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            FaultPoint.Reach("file.move");
            File.Move(unfinished, full, overwrite: true);
            DirectorySync.Flush(folder);
            FaultPoint.Reach("file.done");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw IoFailure.Translate($"write {full}", e);
        }
    }
}
