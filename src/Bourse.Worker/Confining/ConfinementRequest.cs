using Bourse.Worker.Native;

namespace Bourse.Worker.Confining;

/// <summary>What a confined program is and may have.</summary>
internal sealed record ConfinementRequest
{
    /// <summary>The process it dies with.</summary>
    public required int Parent { get; init; }

    /// <summary>The program's .dll, absolute.</summary>
    public required string Program { get; init; }

    /// <summary>The files beside it that it needs.</summary>
    public required IReadOnlyList<string> ProgramFiles { get; init; }

    /// <summary>The program's arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder in which it may read what it finds, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>The one folder in which it may make, write and remove files, absolute; null for none.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>Single files elsewhere that it may read, absolute.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Limits, soft and hard alike.</summary>
    public required IReadOnlyList<(LimitKind Kind, ulong Value)> Limits { get; init; }
}
