namespace Bourse.Iceberg;

/// <summary>
/// The files of one table for whoever also lists and removes them: maintenance and erasure. Readers and writers need neither and get
/// <see cref="ITableFiles"/>. Nothing outside the table's folder is ever listed or removed, and links are not followed.
/// </summary>
public interface ITableFolder : ITableFiles
{
    /// <summary>Every file below the table's location, in ascending order of locations.</summary>
    IAsyncEnumerable<TableFile> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    ValueTask DeleteAsync(string location, CancellationToken cancellationToken = default);
}
