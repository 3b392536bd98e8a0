using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Metastore.Sqlite;
using Bourse.Query.Sessions;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Query.Tests;

/// <summary>A catalogue with tables of funds, over a real metastore and store.</summary>
internal sealed class QueryWorld : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-query-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly SqliteMetastore _metastore;

    private QueryWorld()
    {
        Store = new LocalObjectStore("lakehouse", Path.Combine(_directory, "store"), _random);
        _metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(_directory, "metastore.db") });
        Catalog = new TableCatalog(_metastore, Store, TimeProvider.System, _random);
    }

    public LocalObjectStore Store { get; }

    public TableCatalog Catalog { get; }

    public static Schema NavSchema { get; } = new(0,
    [
        new NestedField(1, "fund_id", new IcebergType.String(), Required: false),
        new NestedField(2, "valid_date", new IcebergType.Date(), Required: false),
        new NestedField(3, "nav", new IcebergType.Decimal(18, 6), Required: false),
    ]);

    public static async Task<QueryWorld> CreateAsync()
    {
        var world = new QueryWorld();
        await world._metastore.MigrateAsync([CatalogTables.Migrations]);
        return world;
    }

    /// <summary>Appends the rows of a SELECT to a table, made on first use, and gives its newest version.</summary>
    public async Task<IcebergTable> AppendAsync(string name, Schema schema, string selectSql)
    {
        var identifier = TableIdentifier.Parse(name);
        if (await Catalog.LoadAsync(identifier) is null)
            await Catalog.CreateAsync(identifier, schema, PartitionSpec.Unpartitioned);
        var current = (await Catalog.LoadAsync(identifier))!;
        var table = Open(current);
        using var session = TableSession.Open([], new SessionOptions { Directories = [Path.GetDirectoryName(Store.NewTemporaryPath(".x"))!] });
        var files = await new DataFileWriter(session.Connection, table.Files, _random).WriteAsync(
            new DataFileRequest { Schema = schema, Spec = current.Metadata.DefaultSpec, TableLocation = current.Metadata.Location, SelectSql = selectSql });
        var transaction = TableTransaction.Begin(table, TimeProvider.System, _random).Append(files);
        Assert.IsType<CommitOutcome.Committed>(await Catalog.CommitAsync([new TableCommit(current, await transaction.ApplyAsync())]));
        return Open((await Catalog.LoadAsync(identifier))!);
    }

    /// <summary>Takes a file away from under the catalogue.</summary>
    /// <param name="location">Where it is, <c>s3://…</c>.</param>
    public ValueTask DeleteAsync(string location) => Store.DeleteAsync(StoreLocation.KeyWithin(location, Store.Name));

    public async ValueTask DisposeAsync()
    {
        await _metastore.DisposeAsync();
        Store.Dispose();
        _random.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private IcebergTable Open(CatalogTable table) =>
        table.OpenIn(Store);
}
