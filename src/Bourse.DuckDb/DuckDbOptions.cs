namespace Bourse.DuckDb;

/// <summary>
/// How an engine is opened. By default it lives in memory and reaches nothing outside: files must be allowed by folder.
/// </summary>
public sealed record DuckDbOptions
{
    /// <summary>The database file; null keeps everything in memory.</summary>
    public string? Path { get; init; }

    /// <summary>Open <see cref="Path"/> without the right to change it. An engine in memory cannot be read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Worker threads, 1 or more; null uses every processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes of buffers the engine may hold, 1 MiB or more; null is the engine's default, 80 % of the machine.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Where operators spill to; null is the engine's default, a folder beside the database file. The folder is created on first use.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Bytes that may be spilled; null is the engine's default, 90 % of the free space.</summary>
    public long? TempDirectorySizeMaxBytes { get; init; }

    /// <summary>Folders, with all below them, that SQL may read and write although <see cref="EnableExternalAccess"/> is false.</summary>
    public IReadOnlyList<string> AllowedDirectories { get; init; } = [];

    /// <summary>Single files that SQL may read and write although <see cref="EnableExternalAccess"/> is false.</summary>
    public IReadOnlyList<string> AllowedPaths { get; init; } = [];

    /// <summary>True lets SQL open any file of this process, attach databases and load extensions. Only for SQL of our own.</summary>
    public bool EnableExternalAccess { get; init; }

    /// <summary>False lets SQL change settings after opening. Only for SQL of our own.</summary>
    public bool LockConfiguration { get; init; } = true;

    /// <summary>Rows keep the order of their source where no ORDER BY says otherwise; false saves memory.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;

    /// <summary>Every mistake at once, each naming its option.</summary>
    internal void Validate()
    {
        var mistakes = new List<string>();
        if (Threads < 1)
            mistakes.Add($"{nameof(Threads)} is {Threads}; give 1 or more, or null for every processor.");
        if (MemoryLimitBytes < 1 << 20)
            mistakes.Add($"{nameof(MemoryLimitBytes)} is {MemoryLimitBytes}; give 1048576 or more.");
        if (TempDirectorySizeMaxBytes < 0)
            mistakes.Add($"{nameof(TempDirectorySizeMaxBytes)} is {TempDirectorySizeMaxBytes}; give 0 or more.");
        if (ReadOnly && Path is null)
            mistakes.Add($"{nameof(ReadOnly)} needs a {nameof(Path)}: an engine in memory would stay empty.");
        foreach (var allowed in AllowedDirectories.Concat(AllowedPaths))
        {
            if (!System.IO.Path.IsPathFullyQualified(allowed))
                mistakes.Add($"'{allowed}' is not an absolute path; {nameof(AllowedDirectories)} and {nameof(AllowedPaths)} take no other.");
        }
        if (mistakes.Count > 0)
            throw new ArgumentException("DuckDB cannot be opened. " + string.Join(" ", mistakes));
    }
}
