using System.Runtime.InteropServices;

namespace Bourse.Storage.Local;

/// <summary>Gives a finished file its name only if the name is free, atomically: link(2). A rename would overwrite.</summary>
public static partial class HardLink
{
    private const int AlreadyExists = 17;

    /// <summary>Links; false when the name is taken.</summary>
    /// <exception cref="IOException">The file cannot have another name there: another file system, or no right to link it.</exception>
    public static bool TryCreate(string existing, string name)
    {
        if (OperatingSystem.IsWindows())
            return TryMove(existing, name);
        if (Link(existing, name) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == AlreadyExists
            ? false
            : throw new IOException($"cannot name the file '{name}': {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static bool TryMove(string existing, string name)
    {
        try
        {
            File.Move(existing, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
