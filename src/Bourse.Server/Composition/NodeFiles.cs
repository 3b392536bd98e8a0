using System.Security.Cryptography;
using Bourse.Access.Keys;
using Bourse.Metastore;
using Bourse.Metastore.Postgres;
using Bourse.Metastore.Sqlite;
using Bourse.Storage;
using Bourse.Storage.Local;
using Bourse.Storage.S3;

namespace Bourse.Server.Composition;

/// <summary>What a node holds open: its data folder, and the buckets that its configuration names in place of parts of it.</summary>
internal sealed record NodeFiles(
    RandomNumberGenerator Random, FileKeyRing Keys, IMetastore Metastore, IObjectStore Lakehouse, IObjectStore Projections)
        : IAsyncDisposable
{
    /// <summary>The store of the provider's tables; part of every location, so it never changes.</summary>
    public const string LakehouseStore = "lakehouse";

    /// <summary>The store of clients' projections; part of every stored name, so it never changes.</summary>
    public const string ProjectionStore = "projections";

    public static async Task<NodeFiles> OpenAsync(DataFolder folder, BourseOptions options, TimeProvider clock)
    {
        // The key ring is made first: where there is a metastore and no key ring, it was lost, and a new one would open nothing.
        if (options.Metastore is null && File.Exists(folder.MetastoreFile) && !File.Exists(folder.KeyRingFile))
        {
            throw new KeyRingException(
                $"{folder.KeyRingFile} is missing, and the metastore beside it holds what only its keys open. Restore it from its backup; a new one would not do.");
        }

        var random = RandomNumberGenerator.Create();
        FileKeyRing? keys = null;
        IMetastore? metastore = null;
        IObjectStore? lakehouse = null;
        try
        {
            keys = FileKeyRing.OpenOrCreate(folder.KeyRingFile, clock, random);
            metastore = OpenMetastore(folder, options, clock);
            lakehouse = Store(LakehouseStore, folder.Lakehouse, options.Lakehouse, clock, random);
            return new NodeFiles(random, keys, metastore, lakehouse, Store(ProjectionStore, folder.Projections, options.Projections, clock, random));
        }
        catch
        {
            lakehouse?.Dispose();
            if (metastore is not null)
                await metastore.DisposeAsync();
            keys?.Dispose();
            random.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Lakehouse.Dispose();
        Projections.Dispose();
        await Metastore.DisposeAsync();
        Keys.Dispose();
        Random.Dispose();
    }

    private static IMetastore OpenMetastore(DataFolder folder, BourseOptions options, TimeProvider clock) => options.Metastore is { } server
        ? PostgresMetastore.Open(server with { Clock = clock })
        : SqliteMetastore.Open(new SqliteMetastoreOptions { Path = folder.MetastoreFile, Clock = clock });

    // A remote store keeps its unfinished files and its read cache where a local one keeps its objects, which is where the engine may read.
    private static IObjectStore Store(string name, string localFolder, RemoteStore? remote, TimeProvider clock, RandomNumberGenerator random) =>
        remote is null ? new LocalObjectStore(name, localFolder, random) : new S3ObjectStore(remote.ToOptions(name, localFolder), clock, random);
}
