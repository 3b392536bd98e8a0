namespace Bourse.Storage.Local;

/// <summary>Files with secrets that somebody else wrote for us: keys, passwords, credentials.</summary>
public static class OwnersFile
{
    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>What keeps a file from holding a secret, as the end of a sentence about it: it is not there, or others may use it. Null when nothing does.</summary>
    public static string? MistakeIn(string file) =>
        !File.Exists(file) ? "does not exist."
        : !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMay) != 0 ? "may be used by others than its owner; change its mode to 0600."
        : null;
}
