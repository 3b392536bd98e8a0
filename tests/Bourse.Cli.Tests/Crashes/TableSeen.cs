using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Server.Composition;
using Bourse.Storage.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>The rows of a table, of its current snapshot and of those that tags name, read by a process that opens it anew.</summary>
/// <param name="Rows">The current rows, sorted.</param>
/// <param name="Tagged">The rows of each tag.</param>
internal sealed record TableSeen(string Rows, string Tagged)
{
    /// <summary>Reads every snapshot that the table still has: a file that one needs and that is missing is an error.</summary>
    public static async Task<TableSeen> InAsync(string data)
    {
        var folder = new DataFolder(data);
        await using var node = await BourseNode.OpenAsync(
            folder, BourseOptionsFile.Read(folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var found = (await node.Exchange.Catalog.LoadAsync(TableIdentifier.Parse(WornTable.Name)))!;
        using var random = RandomNumberGenerator.Create();
        using var store = new LocalObjectStore("lakehouse", folder.Lakehouse, random);
        var table = found.OpenIn(store);
        using var engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 1 });
        using var connection = engine.Connect();
        var rows = new Dictionary<long, string>();
        foreach (var snapshot in found.Metadata.Snapshots)
        {
            using var result = connection.Query(await table.Scan(snapshot).ToSqlAsync(Expression.True));
            rows[snapshot.Id] = string.Join(' ', result.Rows().Select(row => string.Join(',', row)).Order(StringComparer.Ordinal));
        }
        foreach (var version in found.Metadata.MetadataLog)
            await table.Files.ReadAsync(version.Location);
        return new TableSeen(
            rows[found.Metadata.CurrentSnapshotId!.Value],
            string.Join('\n', found.Metadata.Refs.Where(r => r.Key != "main").Select(r => $"{r.Key}: {rows[r.Value.SnapshotId]}")));
    }
}
