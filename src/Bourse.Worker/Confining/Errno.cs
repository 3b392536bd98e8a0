namespace Bourse.Worker.Confining;

/// <summary>The error numbers that confinement gives and looks for.</summary>
internal static class Errno
{
    /// <summary>EPERM.</summary>
    public const int NotPermitted = 1;

    /// <summary>EACCES: what Landlock answers.</summary>
    public const int AccessDenied = 13;

    /// <summary>ENOSYS: callers then use an older call.</summary>
    public const int NotImplemented = 38;
}
