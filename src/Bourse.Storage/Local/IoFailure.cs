namespace Bourse.Storage.Local;

/// <summary>Turns what the system says into a storage error that says what to do.</summary>
internal static class IoFailure
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static StorageException Translate(string action, Exception e) => e switch
    {
        _ when e.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull =>
            new StorageException($"Cannot {action}: the disk is full. Free some space; nothing was kept of this write.", isTransient: false, e),
        UnauthorizedAccessException =>
            new StorageException($"Cannot {action}: the process may not use this folder.", isTransient: false, e),
        _ => new StorageException($"Cannot {action}: {e.Message}", isTransient: false, e),
    };
}
