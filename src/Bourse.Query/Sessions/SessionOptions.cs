namespace Bourse.Query.Sessions;

/// <summary>What a session may use.</summary>
public sealed record SessionOptions
{
    /// <summary>Worker threads, 1 or more; null uses every processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes of memory, 1 MiB or more; null is the engine's default.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Folders the session may write to and read from besides the tables' files.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Files the session may read besides the tables' files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
