using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bourse.Bench.Measuring;
using Bourse.Catalog;
using Bourse.Catalog.Objects;
using Bourse.Metastore;
using Bourse.Metastore.Sqlite;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Bench.Storage;

/// <summary>Durable puts of a provider's objects with their index, beside the store's own creates, and listing 100,000 of them.</summary>
internal static class ObjectsBenchmark
{
    private const int ListedKeys = 100_000;
    private const int PageSize = 1000;
    private const string PeerName = "the store's own create, no index";
    private static readonly (int Bytes, string Name, int Times)[] Sizes = [(1000, "1 kB", 60), (1_000_000, "1 MB", 20), (100_000_000, "100 MB", 3)];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-");
        using var random = RandomNumberGenerator.Create();
        try
        {
            using var store = new LocalObjectStore("bench", Path.Combine(folder.FullName, "store"), random);
            await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(folder.FullName, "metastore.db") });
            await metastore.MigrateAsync([CatalogTables.Migrations]);
            using var indexed = new IndexedObjectStore(store, metastore, TimeProvider.System);
            var objects = new SourceObjects(indexed, metastore, TimeProvider.System, random);
            var figures = new List<Figure>();
            foreach (var (bytes, name, times) in Sizes)
            {
                var content = RandomNumberGenerator.GetBytes(bytes);
                var put = await MedianAsync(times, number => PutAsync(objects, $"{name}/{number}", content));
                var peer = await MedianAsync(times, number => store.CreateAsync(ObjectKey.Parse($"peer/{name}/{number}"), content).AsTask());
                figures.Add(new Figure($"Object of {name} put, durable", put, "ms", "with MD5, index and tags, one under way", new PeerFigure(PeerName, peer)));
            }
            figures.Add(await ListingAsync(objects, metastore));
            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PutAsync(SourceObjects objects, string key, byte[] content)
    {
        await using var staged = objects.Stage();
        for (var at = 0; at < content.Length; at += 1 << 18)
            await staged.WriteAsync(content.AsMemory(at, Math.Min(1 << 18, content.Length - at)), default);
        await objects.PutAsync(key, staged, ObjectDescription.Empty, new Dictionary<string, string>(), WriteCondition.None, default);
    }

    private static async Task<Figure> ListingAsync(SourceObjects objects, SqliteMetastore metastore)
    {
        // The rows alone: a listing reads no bytes.
        await metastore.WriteAsync(async session =>
        {
            for (var number = 0; number < ListedKeys; number++)
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO catalog_objects (store, key, store_key, length, etag, parts, modified_at, description, tags)
                    VALUES ('bench', @Key, @StoreKey, 1, @Tag, 0, 1, '{}', '{}')
                    """,
                    new
                    {
                        Key = string.Create(CultureInfo.InvariantCulture, $"listed/{number:000000}.parquet"),
                        StoreKey = string.Create(CultureInfo.InvariantCulture, $".objects/none/{number}"),
                        Tag = new string('0', 32),
                    });
            }
        });
        var clock = Stopwatch.StartNew();
        var (listed, after) = (0, "");
        for (var more = true; more;)
        {
            more = false;
            var onPage = 0;
            await foreach (var item in objects.ListAsync("listed/", after, default))
            {
                (listed, after) = (listed + 1, item.Key);
                if (more = ++onPage == PageSize)
                    break;
            }
        }
        return new Figure("Keys listed, 1000 a page", listed / clock.Elapsed.TotalSeconds, "keys/s", "100,000 keys in the index, each page looked up anew");
    }

    private static async Task<double> MedianAsync(int times, Func<int, Task> run)
    {
        var elapsed = new List<double>(times);
        for (var number = 0; number < times; number++)
        {
            var clock = Stopwatch.StartNew();
            await run(number);
            elapsed.Add(clock.Elapsed.TotalMilliseconds);
        }
        return elapsed.Order().ElementAt(times / 2);
    }
}
