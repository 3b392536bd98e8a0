using System.Runtime.CompilerServices;
using Bourse.Storage;

namespace Bourse.Iceberg;

/// <summary>A table's files in an object store, below one folder of it.</summary>
/// <param name="store">The store; locations are <c>s3://&lt;its name&gt;/&lt;key&gt;</c>.</param>
/// <param name="folder">The table's folder, the only one that is touched.</param>
public sealed class StoreTableFiles(IObjectStore store, ObjectKey folder) : ITableFolder
{
    /// <summary>The location of the table's folder.</summary>
    public string Location => new StoreLocation(store.Name, folder).ToString();

    /// <inheritdoc />
    public void RequireWithin(string location)
    {
        // A plan asks for every file; what is refused is told why.
        if (!StoreLocation.IsWithin(location, store.Name, folder))
            KeyOf(location);
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default) =>
        store.ReadAllAsync(KeyOf(location), cancellationToken);

    /// <inheritdoc />
    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) =>
        store.LocalPathAsync(KeyOf(location), cancellationToken);

    /// <inheritdoc />
    public IDisposable HoldLocalFiles() => store.HoldLocalFiles();

    /// <inheritdoc />
    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        store.CreateAsync(KeyOf(location), content, cancellationToken);

    /// <inheritdoc />
    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) =>
        store.AdoptAsync(KeyOf(location), localFile, cancellationToken);

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => store.NewTemporaryPath(suffix);

    /// <inheritdoc />
    public async IAsyncEnumerable<TableFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var info in store.ListAsync(folder.Value + "/", cancellationToken))
            yield return new TableFile(new StoreLocation(store.Name, info.Key).ToString(), info.Length, info.LastModified);
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(string location, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(KeyOf(location), cancellationToken);

    private ObjectKey KeyOf(string location)
    {
        try
        {
            return StoreLocation.KeyWithin(location, store.Name, folder);
        }
        catch (FormatException e)
        {
            throw new IcebergFormatException(e.Message, e);
        }
    }
}
