using System.Collections.Concurrent;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Projection.Contents;

/// <summary>The virtual objects of a process: layouts are loaded once, and forgotten all together when there are very many.</summary>
internal sealed class VirtualContents(ContentStores contents)
{
    // A layout has some ten bytes a column chunk and 32 a MiB.
    private const int LayoutsMax = 4096;

    private readonly ConcurrentDictionary<VirtualContent, Lazy<Task<CheckedLayout>>> _layouts = new();

    /// <summary>The layout of an object.</summary>
    /// <exception cref="DamagedContentException">It is not the one that was written.</exception>
    public async Task<CheckedLayout> LoadAsync(VirtualContent content, CancellationToken cancellationToken)
    {
        if (_layouts.Count > LayoutsMax)
            _layouts.Clear();
        // Many readers share one load, so none of them may cancel it.
        var loading = _layouts.GetOrAdd(content, c => new Lazy<Task<CheckedLayout>>(() => Task.Run(() => ReadAsync(c), CancellationToken.None)));
        try
        {
            return await loading.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _layouts.TryRemove(KeyValuePair.Create(content, loading));
            throw;
        }
    }

    private async Task<CheckedLayout> ReadAsync(VirtualContent content)
    {
        var json = await contents.Store(content.Store).ReadAllAsync(ObjectKey.Parse(content.Key));
        if (!ContentAddressed.Names(content.Key, Convert.ToHexStringLower(SHA256.HashData(json.Span))))
            throw DamagedContentException.Of(content);
        var layout = VirtualLayout.Parse(json);
        return layout.Sha256 == content.Sha256 ? new CheckedLayout(content, layout, contents) : throw DamagedContentException.Of(content);
    }
}
