using System.Security.Cryptography;
using Bourse.Access.Keys;
using Bourse.Metastore.Sqlite;
using Bourse.Storage.Local;

namespace Bourse.Server.Composition;

/// <summary>What a node holds open in its data folder.</summary>
internal sealed record NodeFiles(
    RandomNumberGenerator Random, FileKeyRing Keys, SqliteMetastore Metastore, LocalObjectStore Lakehouse, LocalObjectStore Projections)
        : IAsyncDisposable
{
    /// <summary>The store of the provider's tables; part of every location, so it never changes.</summary>
    public const string LakehouseStore = "lakehouse";

    /// <summary>The store of clients' projections; part of every stored name, so it never changes.</summary>
    public const string ProjectionStore = "projections";

    public static NodeFiles Open(DataFolder folder, TimeProvider clock)
    {
        var random = RandomNumberGenerator.Create();
        return new NodeFiles(
            random,
            FileKeyRing.OpenOrCreate(folder.KeyRingFile, clock, random),
            SqliteMetastore.Open(new SqliteMetastoreOptions { Path = folder.MetastoreFile, Clock = clock }),
            new LocalObjectStore(LakehouseStore, folder.Lakehouse, random),
            new LocalObjectStore(ProjectionStore, folder.Projections, random));
    }

    public async ValueTask DisposeAsync()
    {
        Lakehouse.Dispose();
        Projections.Dispose();
        await Metastore.DisposeAsync();
        Keys.Dispose();
        Random.Dispose();
    }
}
