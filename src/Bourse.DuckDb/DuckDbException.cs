namespace Bourse.DuckDb;

/// <summary>The engine refused or failed. The message is the engine's own and may hold data: never show it to a client.</summary>
public sealed class DuckDbException : Exception
{
    /// <summary>A failure of a known kind.</summary>
    public DuckDbException(DuckDbErrorType type, string message)
        : base(message) => Type = type;

    /// <summary>What kind of failure it is.</summary>
    public DuckDbErrorType Type { get; }

    /// <summary>True when the same call may succeed later: input and output, memory, or a conflict between transactions.</summary>
    public bool IsTransient => Type is DuckDbErrorType.IO or DuckDbErrorType.OutOfMemory or DuckDbErrorType.Transaction;

    /// <summary>True when a disk that the engine writes to is full. The engine tells only in the system's words.</summary>
    public bool IsDiskFull => Type is DuckDbErrorType.IO && (Message.Contains("No space left on device", StringComparison.Ordinal)
        || Message.Contains("not enough space on the disk", StringComparison.Ordinal) || Message.Contains("Disk quota exceeded", StringComparison.Ordinal));

    /// <summary>True when a file would be longer than the process may make one (RLIMIT_FSIZE, EFBIG). The engine tells only in the system's words.</summary>
    public bool IsFileTooLarge => Type is DuckDbErrorType.IO && Message.Contains("File too large", StringComparison.Ordinal);

    /// <summary>A failure of which the engine tells the kind only in words: its messages begin with "Parser Error: " and the like.</summary>
    internal static DuckDbException FromMessage(string? message)
    {
        var text = message ?? "DuckDB failed without a message.";
        var end = text.IndexOf(" Error: ", StringComparison.Ordinal);
        var kind = end < 0 ? "" : text[..end].Replace(" ", "", StringComparison.Ordinal);
        return new DuckDbException(Enum.TryParse<DuckDbErrorType>(kind, ignoreCase: true, out var type) ? type : DuckDbErrorType.Invalid, text);
    }
}
