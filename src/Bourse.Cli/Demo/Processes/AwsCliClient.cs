using System.Globalization;
using Bourse.Cli.Clients;
using Bourse.Cli.Output;
using Bourse.DuckDb;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Sessions;

namespace Bourse.Cli.Demo.Processes;

/// <summary>
/// A client with the AWS command line alone: it copies a table's objects from the bucket, and its queries read the copies. The engine that
/// then reads them
/// is the one this program has; what it may see was decided when the objects were listed and copied.
/// </summary>
internal sealed class AwsCliClient(ExchangeHttp http, ClientCredential credential, string folder) : IDemoClient
{
    private readonly HashSet<(string Product, string Table, long? Snapshot)> _named = [];

    // One sign-in serves the story: its keys live an hour.
    private AwsCli? _aws;

    public string Engine => "the AWS command line";

    public string Table(string product, string table)
    {
        _named.Add((product, table, null));
        return Sql.Identifier(product, table);
    }

    public string TableAt(string product, string table, long snapshotId)
    {
        _named.Add((product, table, snapshotId));
        return Sql.Identifier(product, At(table, snapshotId));
    }

    public string CsvFile(string path) => $"read_csv([{Sql.Literal(Sql.Path(path))}], {Sql.NoPathColumns})";

    public async Task<DataRows> QueryAsync(string sql, CancellationToken cancellation)
    {
        var aws = _aws ??= await AwsCli.SignInAsync(http, credential, folder, cancellation);
        var tables = new List<SessionTable>();
        foreach (var (product, table, snapshot) in _named.Where(each =>
            sql.Contains(Sql.Identifier(each.Product, NameOf(each.Table, each.Snapshot)), StringComparison.Ordinal)))
            tables.Add(await CopyAsync(aws, product, table, snapshot, cancellation));
        try
        {
            using var session = TableSession.Open(tables, new SessionOptions { Directories = [Samples.Folder("packs")] });
            using var result = session.Connection.Query(sql, cancellation);
            return new DataRows([.. result.Columns.Select(column => column.Name)], [.. result.Rows()]);
        }
        catch (DuckDbException e)
        {
            throw new DemoClientException(e.Message);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SessionTable> CopyAsync(AwsCli aws, string product, string table, long? snapshot, CancellationToken cancellation)
    {
        var copies = Path.Combine(folder, "copies", product);
        await aws.RunAsync(["s3", "sync", $"s3://{product}/{table}/", Path.Combine(copies, table), "--only-show-errors"], cancellation);
        // The command line keeps each object's time, and the newest metadata is the newest revision's.
        var newest = new DirectoryInfo(Path.Combine(copies, table)).EnumerateFiles("*.metadata.json", SearchOption.AllDirectories)
            .OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault()
            ?? throw new DemoClientException($"the bucket {product} holds no metadata of {table}.");
        var location = $"s3://{product}/{Path.GetRelativePath(copies, newest.FullName).Replace('\\', '/')}";
        var iceberg = await IcebergTable.LoadAsync(location, new CopiedFiles(product, copies), cancellation);
        var at = snapshot is { } id ? iceberg.Metadata.FindSnapshot(id)
            ?? throw new DemoClientException($"{table} has no snapshot {id}.") : null;
        return await SessionTable.PlanAsync(product, NameOf(table, snapshot), iceberg, at, cancellation);
    }

    private static string NameOf(string table, long? snapshot) => snapshot is { } id ? At(table, id) : table;

    private static string At(string table, long snapshotId) => string.Create(CultureInfo.InvariantCulture, $"{table}@{snapshotId}");
}
