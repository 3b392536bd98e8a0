namespace Bourse.Storage.Local;

/// <summary>
/// Makes processes of one machine take turns: whoever has the file open exclusively, which is an advisory lock of the system. It ends with the process that holds
/// it, however it ends; the file stays and holds nothing.
/// </summary>
public static class FileLock
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits for the lock; dispose the result to end it.</summary>
    /// <param name="path">The file, for its owner alone; made when absent.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="clock">Measures it.</param>
    /// <exception cref="IOException">Another process held it for the whole time.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened for writing.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan timeout, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(path);
            }
            catch (IOException) when (clock.GetElapsedTime(started) < timeout)
            {
                await Task.Delay(s_retryInterval, clock);
            }
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
