namespace Bourse.Storage.Local;

/// <summary>Files with secrets that somebody else wrote for us: keys, passwords, credentials.</summary>
public static class OwnersFile
{
    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// What keeps a file from holding a secret, as the end of a sentence about it: it is not there, somebody else owns it, or others may use it. Null when nothing
    /// does. A link is followed, as certbot and Kubernetes lay one on the file that holds the secret, and which is looked at.
    /// </summary>
    /// <remarks>
    /// The process's own file has mode 0600 or less. One of root's may also be read by its group (0640), which is how a system gives a secret to a service that it
    /// runs as a user of its own.
    /// </remarks>
    public static string? MistakeIn(string file)
    {
        if (!File.Exists(file))
            return "does not exist.";
        if (OperatingSystem.IsWindows())
            return null;
        // A link that leads nowhere exists, and what it names does not.
        return FileOwner.Find(file) is { } owner ? MistakeOf(owner) : "does not exist.";
    }

    internal static string? MistakeOf(FileOwner owner)
    {
        if (owner is { IsOurs: false, IsRoot: false })
            return "is another user's file; it must be of the user that runs this program, or of root.";
        var mayNot = owner.IsOurs ? OthersMay : OthersMay & ~UnixFileMode.GroupRead;
        return (owner.Mode & mayNot) == 0 ? null
            : owner.IsOurs ? "may be used by others than its owner; change its mode to 0600."
            : "may be used by others than root and a group that reads it; change its mode to 0640.";
    }
}
