using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Catalog.Writes;
using Bourse.Cli.Output;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Server.Composition;
using Bourse.Storage.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>
/// A published table that needs every kind of maintenance, and has needed it for a month: small files, deletes, old snapshots, many manifests, files that nobody knows.
/// One subject, <c>subject-7</c>, is in several of its files and in its revisions.
/// </summary>
internal sealed class WornTable : IDisposable
{
    /// <summary>Its name.</summary>
    public const string Name = "gold.my_product";

    private static readonly TableIdentifier Identifier = TableIdentifier.Parse(Name);

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 1 });
    private readonly DataFolder _folder;
    private readonly LocalObjectStore _store;

    private WornTable(string data)
    {
        _folder = new DataFolder(data);
        _store = new LocalObjectStore("lakehouse", _folder.Lakehouse, _random);
    }

    /// <summary>Makes it in a new exchange.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="files">Parquet files to publish, one after the other.</param>
    public static async Task MakeAsync(string data, params IReadOnlyList<string> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var words = new StringWriter();
            var exitCode = await CommandLine.RunAsync(
                ["publish", files[i], "--product", "my-product", "--data", data], new Terminal(TextWriter.Null, words), new Ago(TimeSpan.FromDays(40 - i)));
            Assert.True(exitCode == ExitCode.Ok, words.ToString());
        }
        using var table = new WornTable(data);
        await table.WearAsync();
    }

    public void Dispose()
    {
        _engine.Dispose();
        _store.Dispose();
        _random.Dispose();
    }

    private async Task WearAsync()
    {
        var options = BourseOptionsFile.Read(_folder);
        await using (var node = await BourseNode.OpenAsync(_folder, options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None))
        {
            await ChangeAsync(node, 35, (_, change, _) => Task.FromResult(change.SetProperties(new TextDictionary(
            [
                new("bourse.maintenance.compaction.min-input-files", "2"), new("history.expire.max-snapshot-age-ms", "86400000"),
                new("bourse.maintenance.orphan-age-ms", "86400000"), new("write.delete.mode", "merge-on-read"), new("write.delete.granularity", "file"),
            ]))));
            for (var i = 0; i < 4; i++)
                await AppendAsync(node, 30 - i, $"SELECT 'all' AS part, 100 + {10 * i} + i AS id, 'subject-' || i AS name, 'x' AS secret FROM range(10) r(i)");
            foreach (var id in new[] { 101, 113, 114 })
                await ChangeAsync(node, 20, async (table, change, cancellation) =>
                {
                    using var connection = _engine.Connect();
                    var where = new ColumnConditions(table.Metadata.CurrentSchema).Compare("id", ComparisonOperator.Equal, (long)id);
                    change.Apply(await new RowWriter(connection, table, _random).DeleteAsync(where, cancellation));
                });
            // One manifest of files that stay, and what a writer that died left.
            await AppendAsync(node, 15, "SELECT 'all' AS part, 7 AS id, 'late' AS name, 'x' AS secret");
        }
        var folder = Directory.EnumerateDirectories(_folder.Lakehouse, "data", SearchOption.AllDirectories).First(f => Directory.EnumerateFiles(f, "*.parquet").Any());
        File.Copy(Directory.EnumerateFiles(folder, "*.parquet").First(), Path.Combine(folder, "orphan.parquet"));
        foreach (var file in Directory.EnumerateFiles(_folder.Lakehouse, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-14));
    }

    private Task AppendAsync(BourseNode node, int daysAgo, string selectSql) => ChangeAsync(node, daysAgo, async (table, change, cancellation) =>
    {
        using var connection = _engine.Connect();
        change.Append(await new DataFileWriter(connection, table.Files, _random).WriteAsync(DataFileRequest.Of(table.Metadata, selectSql), cancellation));
    });

    private async Task ChangeAsync(BourseNode node, int daysAgo, Func<IcebergTable, TableTransaction, CancellationToken, Task> change)
    {
        var writer = new CatalogWriter(node.Exchange.Catalog, _store, new Ago(TimeSpan.FromDays(daysAgo)), _random);
        Assert.IsType<WriteOutcome.Committed>(await writer.RunAsync([new TableWrite(Identifier, change)], Guid.NewGuid().ToString()));
    }

    private sealed class Ago(TimeSpan span) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - span;
    }
}
