using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Iceberg.Tests;

/// <summary>The library's page: what it shows is what runs here.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "// README", End = "// END";

    [Fact]
    public async Task What_the_page_shows_runs_and_gives_what_it_says()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-readme-").FullName;
        try
        {
            Assert.Equal(["AAPL 2 1.5"], await RunAsync(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_page_shows_these_very_lines()
    {
        var source = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Bourse.Iceberg.Tests", "ReadmeTests.cs"));
        var (from, to) = (Array.FindIndex(source, line => line.Trim() == Begin), Array.FindLastIndex(source, line => line.Trim() == End));
        var shown = source[(from + 1)..to].Select(line => line.Length > 8 ? line[8..] : "");
        var page = File.ReadAllText(Path.Combine(Repository.Root, "src", "Bourse.Iceberg", "README.md"));
        Assert.Contains($"```csharp\n{string.Join('\n', shown)}\n```", page, StringComparison.Ordinal);
    }

    private static async Task<List<string>> RunAsync(string folder)
    {
        // README
        using var random = RandomNumberGenerator.Create();
        using var store = new LocalObjectStore("lake", folder, random);
        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true });
        using var engine = database.Connect();
        var files = new StoreTableFiles(store, ObjectKey.Parse("trades"));

        // A table without rows.
        var schema = new Schema(0, [new NestedField(1, "symbol", new IcebergType.String(), true), new NestedField(2, "price", new IcebergType.Double(), false)]);
        var initial = TableMetadataChanges.Create(Guid.NewGuid(), files.Location, schema, PartitionSpec.Unpartitioned, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var created = await TableTransaction.BeginCreate(initial, files, TimeProvider.System, random).PrepareAsync();
        var table = await IcebergTable.LoadAsync(created.MetadataLocation, files); // The pointer to the newest metadata is yours, or your catalogue's, to keep.

        // Rows of any SELECT of the engine, as Parquet files with complete statistics.
        var rows = "SELECT * FROM (VALUES ('AAPL', 1.0), ('AAPL', 2.0), ('MSFT', 3.0), ('MSFT', NULL)) AS t(symbol, price)";
        var written = await new DataFileWriter(engine, files, random).WriteAsync(DataFileRequest.Of(table.Metadata, rows));
        var appended = await TableTransaction.Begin(table, TimeProvider.System, random).Append(written).PrepareAsync();
        table = await IcebergTable.LoadAsync(appended.MetadataLocation, files);

        // Rows are deleted by a condition: by position deletes, or by rewriting where that is cheaper.
        var condition = ConditionText.Parse("symbol = 'MSFT' AND price IS NULL", schema);
        var deletion = await new RowWriter(engine, table, random).DeleteAsync(condition);
        var deleted = await TableTransaction.Begin(table, TimeProvider.System, random).Apply(deletion).PrepareAsync();
        table = await IcebergTable.LoadAsync(deleted.MetadataLocation, files);

        // A scan prunes by partitions and bounds, and is a SELECT for the engine.
        var scan = await table.Scan().ToSqlAsync(ConditionText.Parse("price < 3", schema));
        using var result = engine.Query($"SELECT symbol, count(*), avg(price) FROM ({scan}) GROUP BY symbol");
        var found = result.Rows().Select(row => FormattableString.Invariant($"{row[0]} {row[1]} {row[2]}")).ToList(); // AAPL 2 1.5
        // END
        return found;
    }
}
