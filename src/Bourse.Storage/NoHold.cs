namespace Bourse.Storage;

/// <summary>The hold of files that nobody removes.</summary>
public sealed class NoHold : IDisposable
{
    private NoHold() { }

    /// <summary>The one instance.</summary>
    public static NoHold Instance { get; } = new();

    /// <summary>Does nothing.</summary>
    public void Dispose() { }
}
