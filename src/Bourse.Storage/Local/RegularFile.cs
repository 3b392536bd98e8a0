namespace Bourse.Storage.Local;

/// <summary>Tells files from what only looks like one: whoever opens a pipe waits for its other end, and a device gives whatever it gives.</summary>
public static class RegularFile
{
    /// <summary>Whether there is a regular file, through links. Off Linux, where only this is known, whether there is anything that is no folder.</summary>
    public static bool Exists(string path) => OperatingSystem.IsLinux() ? FileOwner.Find(path) is { IsRegular: true } : File.Exists(path);
}
