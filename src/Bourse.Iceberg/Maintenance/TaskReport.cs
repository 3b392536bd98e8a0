namespace Bourse.Iceberg.Maintenance;

/// <summary>What one task of maintenance did, or would do.</summary>
/// <param name="Task">Its name, as <c>expire-snapshots</c>.</param>
public sealed record TaskReport(string Task)
{
    /// <summary>Versions of the table it made.</summary>
    public int Commits { get; init; }

    /// <summary>Files that it took out of the table, or removed from its folder.</summary>
    public long FilesRemoved { get; init; }

    /// <summary>Their bytes, as far as they are known.</summary>
    public long BytesRemoved { get; init; }

    /// <summary>Files that it wrote in their place.</summary>
    public long FilesAdded { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesAdded { get; init; }

    /// <summary>Where the files are, or were, that were removed from the folder; in a dry run, that would be.</summary>
    public ValueList<string> Removed { get; init; } = [];

    /// <summary>What else there is to say; empty for nothing.</summary>
    public string Note { get; init; } = "";
}
