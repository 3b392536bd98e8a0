namespace Bourse.Query.Workers;

/// <summary>How workers are run.</summary>
public sealed record WorkerOptions
{
    /// <summary>Where workers' folders are made, absolute: on the file system of the files they read, so that links can be hard. Null takes a temporary folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a machine that cannot confine a worker completely gets none. True for SQL of accounts; false for files of the provider's own.</summary>
    public required bool RequireConfinement { get; init; }

    /// <summary>Bytes of memory for each worker's engine, 16 MiB or more.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Bytes that each worker may write to its own folder when memory is not enough, for large sorts and comparisons; 0 for none, and none where no Landlock of
    /// version 3 or later keeps it to that folder.
    /// </summary>
    public long ScratchBytes { get; init; }

    /// <summary>Threads of each worker's engine, 1 or more.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Workers that wait for work, 0 or more.</summary>
    public int Warm { get; init; }

    /// <summary>Sessions at the same time, 1 or more; others wait.</summary>
    public int SessionsMax { get; init; } = 4;

    /// <summary>How long a session may take unless it says otherwise; the rows' reader counts.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a worker may take to be ready.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The worker's program, absolute: a .dll beside our own.</summary>
    internal string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.dll");

    /// <summary>Every mistake at once, each naming its option.</summary>
    internal void Validate()
    {
        var mistakes = new List<string>();
        if (Folder is not null && !Path.IsPathFullyQualified(Folder))
            mistakes.Add($"{nameof(Folder)} is '{Folder}'; give an absolute path, or null.");
        if (MemoryBytes < 16 << 20)
            mistakes.Add($"{nameof(MemoryBytes)} is {MemoryBytes}; give 16777216 or more.");
        if (ScratchBytes < 0)
            mistakes.Add($"{nameof(ScratchBytes)} is {ScratchBytes}; give 0 or more.");
        if (Threads < 1)
            mistakes.Add($"{nameof(Threads)} is {Threads}; give 1 or more.");
        if (Warm < 0)
            mistakes.Add($"{nameof(Warm)} is {Warm}; give 0 or more.");
        if (SessionsMax < 1)
            mistakes.Add($"{nameof(SessionsMax)} is {SessionsMax}; give 1 or more.");
        if (Deadline <= TimeSpan.Zero || StartDeadline <= TimeSpan.Zero)
            mistakes.Add($"{nameof(Deadline)} and {nameof(StartDeadline)} must be more than nothing.");
        if (mistakes.Count > 0)
            throw new ArgumentException("Workers cannot be run. " + string.Join(" ", mistakes));
    }
}
