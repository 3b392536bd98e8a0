using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance;

/// <summary>
/// Where a table's newest version is, and the way to move on from it: what a catalogue is to maintenance and erasure. Its files are not its business.
/// </summary>
public interface ITablePointer
{
    /// <summary>The newest version.</summary>
    Task<IcebergTable> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits for the writers that came before, and lets those behind wait until the turn is disposed, so that a commit is not overtaken for ever beside busy writers.
    /// Not a lock: whoever takes no turn may still be first.
    /// </summary>
    /// <returns>The turn; null where nobody takes turns.</returns>
    Task<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken = default) => Task.FromResult<IDisposable?>(null);

    /// <summary>Moves the table from one version to the next, if it is still there. Files the next version refers to are durable already.</summary>
    /// <param name="from">The version the next one was made from.</param>
    /// <param name="next">The next version, without its entry in the log of versions.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<PointerMove> TryMoveAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the table to a version with another history, whose snapshots are not those before it and whose log names no version before it. Only a pointer that
    /// was made to erase does so.
    /// </summary>
    /// <param name="from">The version the next one was made from.</param>
    /// <param name="next">The next version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<PointerMove> TryEraseAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default);
}
