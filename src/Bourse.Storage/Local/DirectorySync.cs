using System.Runtime.InteropServices;

namespace Bourse.Storage.Local;

/// <summary>Makes a directory's entries durable. .NET opens no directory, so this calls the C library; Windows keeps names durable by itself.</summary>
public static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Makes the names in <paramref name="directory"/> durable.</summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"cannot open the directory '{directory}' to flush it: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Fsync(descriptor) != 0)
                throw new IOException($"cannot flush the directory '{directory}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            // The descriptor is read-only: closing it loses nothing.
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
