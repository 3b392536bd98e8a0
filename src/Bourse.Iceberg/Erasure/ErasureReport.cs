namespace Bourse.Iceberg.Erasure;

/// <summary>What an erasure did, or would do.</summary>
public sealed record ErasureReport
{
    /// <summary>Rows of the subject in data files, each counted once however many snapshots show it.</summary>
    public required long Rows { get; init; }

    /// <summary>Data and delete files that held the subject or named a file that did.</summary>
    public required int Files { get; init; }

    /// <summary>Snapshots that were made anew, under new ids.</summary>
    public required int Snapshots { get; init; }

    /// <summary>Branches and tags that name such snapshots.</summary>
    public required ValueList<string> Refs { get; init; }

    /// <summary>Files that were removed from the folder.</summary>
    public long FilesRemoved { get; init; }

    /// <summary>Whether the table was moved to a new version.</summary>
    public bool Moved { get; init; }

    /// <summary>Files that were decoded whole to prove it: all that the folder held then.</summary>
    public int FilesDecoded { get; init; }

    /// <summary>Where the subject is still held; empty when the erasure is proven.</summary>
    public ValueList<ErasureFinding> Findings { get; init; } = [];
}
