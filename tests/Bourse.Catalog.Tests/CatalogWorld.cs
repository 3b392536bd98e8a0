using System.Globalization;
using System.Security.Cryptography;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Metastore.Sqlite;
using Bourse.Storage.Local;

namespace Bourse.Catalog.Tests;

/// <summary>A catalogue over a real metastore and store in a directory of its own.</summary>
internal sealed class CatalogWorld : IAsyncDisposable
{
    private const string StoreName = "lakehouse";

    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-catalog-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private long _snapshotIdLast;

    private CatalogWorld()
    {
        Store = new LocalObjectStore(StoreName, Path.Combine(_directory, "store"), _random);
        Open();
    }

    public static Schema Schema { get; } =
        new(0, [new NestedField(1, "fund_id", new IcebergType.String(), Required: true), new NestedField(2, "nav", new IcebergType.Double(), Required: false)]);

    public LocalObjectStore Store { get; }

    public SqliteMetastore Metastore { get; private set; } = null!;

    public TableCatalog Catalog { get; private set; } = null!;

    public static async Task<CatalogWorld> CreateAsync()
    {
        var world = new CatalogWorld();
        await world.Metastore.MigrateAsync([CatalogTables.Migrations]);
        await world.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE TABLE effects (what TEXT NOT NULL)"));
        return world;
    }

    public async Task<CatalogTable> CreateTableAsync(string identifier) =>
        Assert.IsType<CreateOutcome.Created>(await Catalog.CreateAsync(TableIdentifier.Parse(identifier), Schema, PartitionSpec.Unpartitioned)).Table;

    public async Task<CatalogTable> LoadAsync(string identifier) => (await Catalog.LoadAsync(TableIdentifier.Parse(identifier)))!;

    /// <summary>The next version of a table: one snapshot more.</summary>
    public TableMetadata Append(CatalogTable table)
    {
        var id = Interlocked.Increment(ref _snapshotIdLast);
        return table.Metadata.WithSnapshot(new Snapshot
        {
            Id = id,
            ParentId = table.Metadata.CurrentSnapshotId,
            SequenceNumber = table.Metadata.LastSequenceNumber + 1,
            TimestampMs = table.Metadata.LastUpdatedMs,
            ManifestList = string.Create(CultureInfo.InvariantCulture, $"{table.Metadata.Location}/metadata/snap-{id}.avro"),
            SchemaId = 0,
            Operation = "append",
        });
    }

    public Task<IReadOnlyList<string>> EffectsAsync() => Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT what FROM effects ORDER BY rowid"));

    public async Task<int> CountMetadataFilesAsync()
    {
        var count = 0;
        await foreach (var found in Store.ListAsync(""))
            if (found.Key.Value.EndsWith(".metadata.json", StringComparison.Ordinal))
                count++;
        return count;
    }

    public async Task ReopenAsync()
    {
        await Metastore.DisposeAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        Store.Dispose();
        _random.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Open()
    {
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_directory, "metastore.db") });
        Catalog = new TableCatalog(Metastore, Store, TimeProvider.System, _random);
    }
}
