using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Iceberg.Scanning;
using Bourse.Metastore.Sqlite;
using Bourse.Pipelines.Lakehouse;
using Bourse.Pipelines.Packs;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Provider;
using Bourse.Storage.Local;

namespace Bourse.Pipelines.Tests;

/// <summary>A lakehouse over a real metastore and store, and a folder for source files.</summary>
internal sealed class LakehouseWorld : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-pipelines-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalObjectStore _store;
    private readonly SqliteMetastore _metastore;

    private LakehouseWorld()
    {
        _store = new LocalObjectStore("lakehouse", Path.Combine(_directory, "store"), _random);
        _metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_directory, "metastore.db") });
        Catalog = new TableCatalog(_metastore, _store, TimeProvider.System, _random);
        Tables = new LakehouseTables(Catalog, _store, TimeProvider.System, _random);
        Sql = new ProviderSql(Catalog, _store);
    }

    public TableCatalog Catalog { get; }

    public LakehouseTables Tables { get; }

    public ProviderSql Sql { get; }

    public static async Task<LakehouseWorld> CreateAsync()
    {
        var world = new LakehouseWorld();
        await world._metastore.MigrateAsync([CatalogTables.Migrations]);
        return world;
    }

    public string WriteFile(string name, string text)
    {
        var file = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public PackSource Source(string table, string name, string text)
    {
        var file = WriteFile(name, text);
        return new PackSource
        {
            Table = new TableIdentifier("bronze", table),
            Name = name,
            File = file,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            Licence = "CC0-1.0",
            Origin = "a test",
            Format = CsvFormat.Comma,
        };
    }

    public async Task<IcebergTable> OpenAsync(string table) => Tables.Open((await Catalog.LoadAsync(TableIdentifier.Parse(table)))!);

    public async Task<long?> SnapshotAsync(string table) => (await Catalog.LoadAsync(TableIdentifier.Parse(table)))?.Metadata.CurrentSnapshotId;

    public async Task<IReadOnlyList<IReadOnlyList<object?>>> RowsAsync(string sql) => (await Sql.RunAsync(sql)).Rows;

    public async ValueTask DisposeAsync()
    {
        await _metastore.DisposeAsync();
        _store.Dispose();
        _random.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
