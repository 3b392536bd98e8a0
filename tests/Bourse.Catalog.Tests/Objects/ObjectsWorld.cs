using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Bourse.Catalog.Objects;
using Bourse.Storage;

namespace Bourse.Catalog.Tests.Objects;

/// <summary>A provider's objects over a catalogue's world.</summary>
internal sealed class ObjectsWorld : IAsyncDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private ObjectsWorld(CatalogWorld catalog, IObjectStore store)
    {
        Catalog = catalog;
        Store = new IndexedObjectStore(store, catalog.Metastore, TimeProvider.System);
        Objects = new SourceObjects(Store, catalog.Metastore, TimeProvider.System, _random);
    }

    public CatalogWorld Catalog { get; }

    public IndexedObjectStore Store { get; }

    public SourceObjects Objects { get; }

    public static async Task<ObjectsWorld> CreateAsync(Func<IObjectStore, IObjectStore>? wrap = null)
    {
        var catalog = await CatalogWorld.CreateAsync();
        return new ObjectsWorld(catalog, wrap?.Invoke(catalog.Store) ?? catalog.Store);
    }

    public async Task<SourceWrite> PutAsync(string key, string content, WriteCondition? condition = null, string said = "")
    {
        await using var staged = await StageAsync(content);
        var description = new ObjectDescription { Metadata = new Dictionary<string, string> { ["said"] = said } };
        return await Objects.PutAsync(key, staged, description, new Dictionary<string, string>(), condition ?? WriteCondition.None, default);
    }

    public async Task<StagedObject> StageAsync(string content)
    {
        var staged = Objects.Stage();
        await staged.WriteAsync(Encoding.UTF8.GetBytes(content), default);
        return staged;
    }

    /// <summary>All there is to see, by key: content, entity tag and what was said.</summary>
    public async Task<Dictionary<string, (string Content, string ETag, string Said)>> SeenAsync(string prefix = "")
    {
        var seen = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        await foreach (var item in Objects.ListAsync(prefix, "", default))
        {
            var found = await Objects.FindAsync(item.Key, default);
            Assert.Equal((item.StoreKey, item.Length), (found!.StoreKey, found.Length));
            await using var stream = await Objects.OpenAsync(found, 0, found.Length, default);
            using var reader = new StreamReader(stream);
            seen.Add(item.Key, (await reader.ReadToEndAsync(), item.ETag, item.Description.Metadata.GetValueOrDefault("said", "")));
        }
        return seen;
    }

    public static string Md5(string content) => Md5(Encoding.UTF8.GetBytes(content));

    [SuppressMessage("Security", "CA5351", Justification = "S3's entity tags are MD5s.")]
    public static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    public async ValueTask DisposeAsync()
    {
        _random.Dispose();
        await Catalog.DisposeAsync();
    }
}
