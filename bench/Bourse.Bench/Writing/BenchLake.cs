using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Catalog.Writes;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Metastore.Sqlite;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Bench.Writing;

/// <summary>A catalogue over a metastore and a store on the local disk, and an engine, as a node has them.</summary>
internal sealed class BenchLake : IAsyncDisposable
{
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = Environment.ProcessorCount });
    private readonly LocalObjectStore _store;
    private readonly SqliteMetastore _metastore;
    private readonly TableCatalog _catalog;

    private BenchLake()
    {
        _store = new LocalObjectStore("lakehouse", Path.Combine(Folder, "store"), Random);
        _metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(Folder, "metastore.db") });
        _catalog = new TableCatalog(_metastore, _store, TimeProvider.System, Random);
        Writer = new CatalogWriter(_catalog, _store, TimeProvider.System, Random);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("bourse-bench-").FullName;

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public CatalogWriter Writer { get; }

    public static async Task<BenchLake> CreateAsync()
    {
        var lake = new BenchLake();
        await lake._metastore.MigrateAsync([CatalogTables.Migrations]);
        return lake;
    }

    public DuckDbConnection Connect() => _engine.Connect();

    /// <summary>A new table; deletes are kept for readers, which is what is measured.</summary>
    public async Task<CatalogTable> CreateAsync(string name, Schema schema)
    {
        var properties = new TextDictionary([new("write.delete.mode", "merge-on-read")]);
        return await _catalog.CreateAsync(TableIdentifier.Parse(name), schema, PartitionSpec.Unpartitioned, properties) is CreateOutcome.Created created
            ? created.Table
            : throw new InvalidOperationException($"The table {name} exists already.");
    }

    public async Task<IcebergTable> LoadAsync(TableIdentifier table) => Open((await _catalog.LoadAsync(table))!);

    public IcebergTable Open(CatalogTable table) =>
        new(table.Metadata, table.MetadataLocation, new StoreTableFiles(_store, StoreLocation.KeyWithin(table.Metadata.Location, _store.Name)));

    public Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection connection, IcebergTable table, string sql, bool asGiven = false) =>
        new DataFileWriter(connection, table.Files, Random).WriteAsync(DataFileRequest.Of(table.Metadata, sql) with { AsGiven = asGiven });

    public async ValueTask DisposeAsync()
    {
        await _metastore.DisposeAsync();
        _store.Dispose();
        _engine.Dispose();
        Random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
