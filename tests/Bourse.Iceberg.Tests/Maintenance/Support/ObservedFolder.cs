using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Maintenance.Support;

/// <summary>A table's folder whose files are as old as the test's clock says, and whose every call a test sees before it happens.</summary>
internal sealed class ObservedFolder(StoreTableFiles files, string storeFolder, ManualTime time) : ITableFolder
{
    /// <summary>Called with the name and location of every call that reads or changes the store; it may throw, as a process that dies would.</summary>
    public Action<string, string> BeforeCall { get; set; } = (_, _) => { };

    public void RequireWithin(string location) => files.RequireWithin(location);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        BeforeCall("read", location);
        return await files.ReadAsync(location, cancellationToken);
    }

    public async ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default)
    {
        BeforeCall("open", location);
        return await files.LocalPathAsync(location, cancellationToken);
    }

    public async ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        BeforeCall("create", location);
        await files.CreateAsync(location, content, cancellationToken);
        Date(location);
        BeforeCall("created", location);
    }

    public async ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default)
    {
        BeforeCall("adopt", location);
        await files.AdoptAsync(location, localFile, cancellationToken);
        Date(location);
        BeforeCall("adopted", location);
    }

    public string NewTemporaryPath(string suffix) => files.NewTemporaryPath(suffix);

    public IAsyncEnumerable<TableFile> ListAsync(CancellationToken cancellationToken = default)
    {
        BeforeCall("list", files.Location);
        return files.ListAsync(cancellationToken);
    }

    public async ValueTask DeleteAsync(string location, CancellationToken cancellationToken = default)
    {
        BeforeCall("delete", location);
        await files.DeleteAsync(location, cancellationToken);
        BeforeCall("deleted", location);
    }

    private void Date(string location) =>
        File.SetLastWriteTimeUtc(Path.Combine(storeFolder, location[(files.Location.Length + 1)..]), time.GetUtcNow().UtcDateTime);
}
