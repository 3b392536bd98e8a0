using Bourse.Storage;

namespace Bourse.Catalog.Tests.Writes;

/// <summary>A store before and after whose every call something may throw, as a process that dies or a connection that breaks would.</summary>
internal sealed class DyingStore(IObjectStore store, Action<string> at) : IObjectStore
{
    public string Name => store.Name;

    public ValueTask<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        RunAsync("head", () => store.HeadAsync(key, cancellationToken));

    public ValueTask<Stream> OpenReadAsync(ObjectKey key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        RunAsync("open", () => store.OpenReadAsync(key, offset, length, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        RunAsync("read", () => store.ReadAllAsync(key, cancellationToken));

    public async ValueTask CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        at("create");
        await store.CreateAsync(key, content, cancellationToken);
        at("created");
    }

    public async ValueTask AdoptAsync(ObjectKey key, string localFile, CancellationToken cancellationToken = default)
    {
        at("adopt");
        await store.AdoptAsync(key, localFile, cancellationToken);
        at("adopted");
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        at("list");
        return store.ListAsync(prefix, cancellationToken);
    }

    public async ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        at("delete");
        await store.DeleteAsync(key, cancellationToken);
        at("deleted");
    }

    public ValueTask<string> LocalPathAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        RunAsync("local", () => store.LocalPathAsync(key, cancellationToken));

    public string NewTemporaryPath(string suffix) => store.NewTemporaryPath(suffix);

    public void Dispose() { }

    private async ValueTask<T> RunAsync<T>(string call, Func<ValueTask<T>> run)
    {
        at(call);
        return await run();
    }
}
