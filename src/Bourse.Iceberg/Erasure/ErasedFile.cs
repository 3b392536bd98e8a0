using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Erasure;

/// <summary>What becomes of a data or delete file. Closed.</summary>
internal abstract record ErasedFile
{
    private ErasedFile() { }

    /// <summary>It holds nothing of the subject and names no file that does.</summary>
    public sealed record Untouched : ErasedFile;

    /// <summary>Another takes its place.</summary>
    public sealed record Rewritten(DataFile File) : ErasedFile;

    /// <summary>Nothing of it is left.</summary>
    public sealed record Emptied : ErasedFile;

    /// <summary>Whether it stays as it is.</summary>
    public bool IsUntouched => this is Untouched;
}
