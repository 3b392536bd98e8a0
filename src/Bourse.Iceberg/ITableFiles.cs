using Bourse.Storage;

namespace Bourse.Iceberg;

/// <summary>
/// The files of one table by their locations in its metadata. Decides which locations may be touched: metadata is written by others and may name anything.
/// </summary>
public interface ITableFiles
{
    /// <summary>Refuses a location outside the table's own.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    void RequireWithin(string location);

    /// <summary>Reads a metadata file.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>A local file with a data file's bytes, to read only. Kept while a hold of before is open: <see cref="HoldLocalFiles"/>.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default);

    /// <summary>Keeps the local files given from now on until the result is disposed: taken around planning and running a query over them.</summary>
    IDisposable HoldLocalFiles() => NoHold.Instance;

    /// <summary>Makes a file, atomically, durably, never over another.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Makes a file of a finished one at a path of <see cref="NewTemporaryPath"/>, which is moved in; atomically, durably, never over another.</summary>
    /// <exception cref="IcebergFormatException">The location is malformed or outside.</exception>
    ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default);

    /// <summary>A new local path for a file to be adopted.</summary>
    string NewTemporaryPath(string suffix);
}
