using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Projection.Tests.Support;

/// <summary>All that a client can list of a projection, downloaded into a folder: what is read here was read from served bytes alone.</summary>
internal sealed class ClientCopy : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalObjectStore _store;

    private ClientCopy(ProjectedTable table)
    {
        Folder = Directory.CreateTempSubdirectory("bourse-client-").FullName;
        _store = new LocalObjectStore(table.Product.Value, Folder, _random);
    }

    public string Folder { get; }

    public IcebergTable Table { get; private set; } = null!;

    /// <summary>The bytes of every object by its key.</summary>
    public SortedDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>What a listing shows: key, size, tag and time.</summary>
    public List<string> Listing { get; } = [];

    public static async Task<ClientCopy> DownloadAsync(ProjectionStore served, ProjectedTable table)
    {
        var copy = new ClientCopy(table);
        foreach (var item in served.List(table, ""))
        {
            await using var stream = await served.OpenReadAsync(item, 0, item.Length);
            var bytes = new byte[item.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.Equal(-1, stream.ReadByte());
            copy.Objects.Add(item.Key, bytes);
            copy.Listing.Add($"{item.Key} {item.Length} {item.ETag} {item.LastModified:O}");
            await copy._store.CreateAsync(ObjectKey.Parse(item.Key), bytes);
        }
        var files = new StoreTableFiles(copy._store, ObjectKey.Parse(table.Location[$"s3://{table.Product}/".Length..]));
        copy.Table = await IcebergTable.LoadAsync(table.MetadataLocation, files);
        Assert.Equal(table.MetadataJson.ToArray(), copy.Objects[table.MetadataLocation[$"s3://{table.Product}/".Length..]]);
        return copy;
    }

    public string PathOf(string key) => Path.Combine(Folder, "objects", key);

    public Task<List<string>> RowsAsync(DuckDbConnection connection, Snapshot? snapshot = null) => SourceRows.TextAsync(connection, Table, snapshot);

    /// <summary>The rows of a revision as the engine writes them, sorted.</summary>
    public async Task<List<string>> RowsAsync(DuckDbConnection connection, int revision) => SourceRows.Query(
        connection, await Table.Scan(Table.Metadata.FindSnapshot($"rev-{revision}")!).ToSqlAsync(Iceberg.Expressions.Expression.True));

    /// <summary>Requires that a client cannot tell the two apart.</summary>
    public void RequireEqual(ClientCopy other)
    {
        Assert.Equal(Listing, other.Listing);
        foreach (var (key, bytes) in Objects)
            Assert.True(bytes.AsSpan().SequenceEqual(other.Objects[key]), key);
    }

    public void Dispose()
    {
        _store.Dispose();
        _random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
