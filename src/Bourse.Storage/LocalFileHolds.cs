using System.Collections.Immutable;

namespace Bourse.Storage;

/// <summary>Holds of local files of several stores, ended together.</summary>
public sealed class LocalFileHolds : IDisposable
{
    private readonly ImmutableArray<IDisposable> _holds;

    /// <summary>Takes holds over.</summary>
    /// <param name="holds">What <see cref="IObjectStore.HoldLocalFiles"/> gave.</param>
    public LocalFileHolds(IEnumerable<IDisposable> holds) => _holds = [.. holds];

    /// <summary>Ends all of them.</summary>
    public void Dispose()
    {
        foreach (var hold in _holds)
            hold.Dispose();
    }
}
