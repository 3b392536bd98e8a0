using Bourse.Query.Workers;

namespace Bourse.Query.Engines;

/// <summary>Which engine reads files of the provider's own choosing: tables and files that others wrote.</summary>
public static class FileEngines
{
    private const double MemoryShare = 0.6;
    private const int ScratchShare = 2;

    // Whoever asked can cancel; a command may well run for hours.
    private static readonly TimeSpan s_deadline = TimeSpan.FromDays(1);

    /// <summary>
    /// Workers, as confined as this machine can, with most of its memory for each, and half of the disk that is free now when that is not enough. In this process
    /// only where there are no workers.
    /// </summary>
    /// <param name="folder">Where workers' folders are made, absolute; null for a temporary one.</param>
    /// <param name="clock">The clock of deadlines.</param>
    public static IFileEngine ForOwnFiles(string? folder, TimeProvider clock)
    {
        if (!WorkerPool.IsSupported)
            return new InProcessEngine();
        if (folder is not null)
            Directory.CreateDirectory(folder);
        return new WorkerPool(
            new WorkerOptions
            {
                Folder = folder,
                RequireConfinement = false,
                MemoryBytes = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare),
                ScratchBytes = new DriveInfo(folder ?? Path.GetTempPath()).AvailableFreeSpace / ScratchShare,
                Threads = Environment.ProcessorCount,
                Deadline = s_deadline,
            },
            clock);
    }
}
