using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class SortBucketsTests : IDisposable
{
    private static readonly Transform Buckets = new Transform.Bucket(7);

    private static readonly Schema Columns = new(0,
    [
        new(1, "n", new IcebergType.Int(), false), new(2, "l", new IcebergType.Long(), false), new(3, "d", new IcebergType.Decimal(18, 3), false),
        new(4, "day", new IcebergType.Date(), false), new(5, "ts", new IcebergType.Timestamp(), false), new(6, "s", new IcebergType.String(), false),
        new(7, "u", new IcebergType.Uuid(), false), new(8, "raw", new IcebergType.Binary(), false),
    ]);

    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, true, false)]
    [InlineData(3, false, false)]
    [InlineData(4, true, true)]
    [InlineData(5, false, true)]
    [InlineData(6, true, false)]
    [InlineData(7, false, false)]
    [InlineData(8, true, true)]
    public async Task Writers_and_compaction_sort_by_the_bucket_that_the_specifications_hash_gives(int column, bool descending, bool nullsFirst)
    {
        var order = new SortField(column, Buckets, descending, nullsFirst);
        await _lake.CreateAsync(Columns, properties: [("bourse.maintenance.compaction", "sort"), ("bourse.maintenance.compaction.min-input-files", "2")]);
        await _lake.ChangeAsync(t => t.SetSortOrder([order, new SortField(1, new Transform.Identity(), false, true)]));
        for (var i = 0; i < 2; i++)
        {
            var table = await _lake.Pointer.LoadAsync();
            var written = Assert.Single(
                await new DataFileWriter(_lake.Lake.Connection, _lake.Folder, _lake.Lake.Random).WriteAsync(DataFileRequest.Of(table.Metadata, Rows(i * 300))));
            await AssertSortedAsync(written, order);
            await _lake.ChangeAsync(t => t.Append([written with { SortOrderId = null }]));
        }
        var before = await _lake.RowsAsync();
        Assert.Equal(1, (await new DataCompaction(_lake.Table, _lake.Lake.Connection).RunAsync(dryRun: false)).Commits);

        Assert.Equal(before, await _lake.RowsAsync());
        await AssertSortedAsync(Assert.Single(await _lake.TasksAsync()).File, order);
        Assert.Empty(_lake.Lake.Text("SELECT table_name FROM duckdb_tables()"));
    }

    private async Task AssertSortedAsync(DataFile file, SortField order)
    {
        var column = Columns.FindColumn(order.SourceId)!;
        var found = new List<(long? Bucket, int? N)>();
        using var result = _lake.Lake.Connection.Query(
            $"SELECT {column.Name}, n FROM {Sql.ReadParquet([await _lake.Folder.LocalPathAsync(file.Path)], "file_row_number = true")} ORDER BY file_row_number");
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var bucket = order.Transform.Apply(EngineLiterals.Read(chunk, 0, row, (IcebergType.Primitive)column.Type)) as Literal.Integer;
                found.Add((bucket?.Value, (int?)(EngineLiterals.Read(chunk, 1, row, new IcebergType.Int()) as Literal.Integer)?.Value));
            }
        }
        var expected = found
            .OrderBy(f => f.Bucket is null != order.NullsFirst)
            .ThenBy(f => order.Descending ? -f.Bucket : f.Bucket)
            .ThenBy(f => f.N);
        Assert.Equal(1, file.SortOrderId);
        Assert.Equal(8, found.Select(f => f.Bucket).Distinct().Count());
        Assert.Equal(expected, found);
    }

    private static string Rows(int first) => $"""
        SELECT CASE WHEN i % 11 > 0 THEN (i - 200)::INTEGER END AS n, CASE WHEN i % 11 > 0 THEN i * 5000000000 - 7 END AS l, CASE WHEN i % 11 > 0 THEN (i - 250)::DECIMAL(18, 3) / 8 END AS d,
          CASE WHEN i % 11 > 0 THEN DATE '1969-06-01' + i::INTEGER END AS day, CASE WHEN i % 11 > 0 THEN TIMESTAMP '1969-12-31 23:59:59.999999' + to_hours(i) END AS ts,
          CASE WHEN i % 11 > 0 THEN 'naïve ' || i END AS s, CASE WHEN i % 11 > 0 THEN md5(i::VARCHAR)::UUID END AS u, CASE WHEN i % 11 > 0 THEN encode('x' || i) END AS raw
        FROM range({first}, {first + 300}) r(i)
        """;
}
