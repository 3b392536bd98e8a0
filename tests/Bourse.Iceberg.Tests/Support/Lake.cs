using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>A store in a temporary folder, an engine, and a pointer in place of a catalogue.</summary>
internal sealed class Lake : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });

    private readonly string _root;

    public Lake()
    {
        _root = Directory.CreateTempSubdirectory("bourse-iceberg-").FullName;
        // The names of folders are no data: an engine that took them for some would give every row these values.
        Folder = Directory.CreateDirectory(Path.Combine(_root, "id=999", "fund=of the folder")).FullName;
        Store = new LocalObjectStore("lakehouse", Folder, Random);
        Files = new StoreTableFiles(Store, ObjectKey.Parse("gold/t-1"));
        Connection = _database.Connect();
    }

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public ManualTime Time { get; } = new();

    public string Folder { get; }

    public LocalObjectStore Store { get; }

    public StoreTableFiles Files { get; }

    public DuckDbConnection Connection { get; }

    /// <summary>Where the table's files are on disk.</summary>
    public string TableFolder => Path.Combine(Folder, "objects", "gold", "t-1");

    public async Task<IcebergTable> CreateAsync(Schema schema, PartitionSpec? spec = null)
    {
        var initial = TableMetadataChanges.Create(
            new Guid(RandomNumberGenerator.GetBytes(16)), Files.Location, schema, spec ?? PartitionSpec.Unpartitioned, Time.NowMs);
        return await CommitAsync(TableTransaction.BeginCreate(initial, Files, Time, Random));
    }

    public async Task<IcebergTable> CommitAsync(TableTransaction transaction)
    {
        var commit = await transaction.PrepareAsync();
        return await IcebergTable.LoadAsync(commit.MetadataLocation, Files);
    }

    public TableTransaction Begin(IcebergTable table) => TableTransaction.Begin(table, Time, Random);

    public Task<IReadOnlyList<DataFile>> WriteAsync(IcebergTable table, string selectSql, params int[] orderBy) =>
        new DataFileWriter(Connection, Files, Random).WriteAsync(new DataFileRequest
        {
            Schema = table.Metadata.CurrentSchema,
            Spec = table.Metadata.DefaultSpec,
            TableLocation = table.Metadata.Location,
            SelectSql = selectSql,
            OrderBy = [.. orderBy],
            RowGroupRows = 2048,
        });

    public async Task<IcebergTable> AppendAsync(IcebergTable table, string selectSql) =>
        await CommitAsync(Begin(table).Append(await WriteAsync(table, selectSql)));

    /// <summary>The rows as text, sorted: what a reader that knows nothing of Iceberg would compare.</summary>
    public async Task<List<string>> RowsAsync(IcebergTable table, Snapshot? snapshot = null, Expression? filter = null) =>
        Text(await table.Scan(snapshot).ToSqlAsync(filter ?? Expression.True));

    public List<string> Text(string sql)
    {
        using var result = Connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
        return [.. result.Rows().Select(r => string.Join("|", r.Select(v => v ?? "∅"))).Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
        Store.Dispose();
        Random.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
