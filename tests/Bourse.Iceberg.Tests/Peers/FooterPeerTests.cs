using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Peers;

/// <summary>hyparquet finds in the footers of files written here what was meant: types, field ids, row groups and statistics.</summary>
public sealed class FooterPeerTests : IDisposable
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(4, "day", new IcebergType.Date(), Required: false),
        new(5, "known", new IcebergType.TimestampTz(), Required: false),
        new(6, "local", new IcebergType.Timestamp(), Required: false),
        new(7, "weight", new IcebergType.Double(), Required: false),
        new(8, "key", new IcebergType.Uuid(), Required: false),
        new(9, "place", new IcebergType.Struct([new(10, "city", new IcebergType.String(), Required: false)]), Required: false),
        new(11, "tags", new IcebergType.List(12, new IcebergType.Long(), false), Required: false),
        new(13, "facts", new IcebergType.Map(14, new IcebergType.String(), 15, new IcebergType.Boolean(), false), Required: false),
    ]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [PeerFact("hyparquet")]
    public async Task Hyparquet_reads_types_field_ids_row_groups_and_statistics_of_data_files()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), """
            SELECT i::INTEGER AS id, CASE WHEN i % 3 > 0 THEN 'f' || lpad(i::VARCHAR, 4, '0') END AS fund, (i / 4.0)::DECIMAL(18, 6) AS nav,
            DATE '2020-01-01' + (i // 100)::INTEGER AS day, TIMESTAMPTZ '2020-01-01 00:00:00Z' + to_seconds(i) AS known, TIMESTAMP '1969-12-31' + to_seconds(i) AS local,
            CASE WHEN i < 2048 THEN i / 2 ELSE 'NaN' END AS weight, CAST('00000000-0000-0000-0000-00000000' || lpad(i::VARCHAR, 4, '0') AS UUID) AS key,
            CASE WHEN i % 2 = 0 THEN {city: 'c' || (i % 10)} END AS place, CASE WHEN i % 2 = 0 THEN [i, -i] END AS tags, MAP {'k': i > 5} AS facts FROM range(4096) r(i)
            """);
        var file = (await table.Scan().PlanFilesAsync(Expression.True)).Single().File;
        Assert.Equal(new FileInfo(await _lake.Files.LocalPathAsync(file.Path)).Length, file.FileSizeBytes);
        Assert.Equal(new[]
        {
            $"group 0 rows 2048 at {file.SplitOffsets![0]}",
            "group 0 id ZSTD 2048 0 0 2047",
            "group 0 fund ZSTD 2048 683 f0001 f2047",
            "group 0 nav ZSTD 2048 0 0 511750000",
            "group 0 day ZSTD 2048 0 2020-01-01T00:00:00.000Z 2020-01-21T00:00:00.000Z",
            "group 0 known ZSTD 2048 0 2020-01-01T00:00:00.000Z 2020-01-01T00:34:07.000Z",
            "group 0 local ZSTD 2048 0 1969-12-31T00:00:00.000Z 1969-12-31T00:34:07.000Z",
            "group 0 weight ZSTD 2048 0 0 1023.5",
            "group 0 key ZSTD 2048 0 00000000000000000000000000000000 00000000000000000000000000002047",
            "group 0 place.city ZSTD 2048 1024 c0 c8",
            // The values of lists: two of each, and one that stands for a null list.
            "group 0 tags.list.element ZSTD 3072 1024 -2046 2046",
            "group 0 facts.key_value.key ZSTD 2048 0 k k",
            "group 0 facts.key_value.value ZSTD 2048 0 false true",
            $"group 1 rows 2048 at {file.SplitOffsets[1]}",
            "group 1 id ZSTD 2048 0 2048 4095",
            "group 1 fund ZSTD 2048 683 f2048 f4094",
            "group 1 nav ZSTD 2048 0 512000000 1023750000",
            "group 1 day ZSTD 2048 0 2020-01-21T00:00:00.000Z 2020-02-10T00:00:00.000Z",
            "group 1 known ZSTD 2048 0 2020-01-01T00:34:08.000Z 2020-01-01T01:08:15.000Z",
            "group 1 local ZSTD 2048 0 1969-12-31T00:34:08.000Z 1969-12-31T01:08:15.000Z",
            // NaN has no order.
            "group 1 weight ZSTD 2048 0 - -",
            "group 1 key ZSTD 2048 0 00000000000000000000000000002048 00000000000000000000000000004095",
            "group 1 place.city ZSTD 2048 1024 c0 c8",
            "group 1 tags.list.element ZSTD 3072 1024 -4094 4094",
            "group 1 facts.key_value.key ZSTD 2048 0 k k",
            "group 1 facts.key_value.value ZSTD 2048 0 true true",
            // The engine writes what is required as optional.
            "node 00 id OPTIONAL INT32 INT_32 - - 1",
            "node 01 fund OPTIONAL BYTE_ARRAY UTF8 - - 2",
            "node 02 nav OPTIONAL INT64 DECIMAL 18,6 - 3",
            "node 03 day OPTIONAL INT32 DATE - - 4",
            "node 04 known OPTIONAL INT64 TIMESTAMP_MICROS - true 5",
            "node 05 local OPTIONAL INT64 TIMESTAMP_MICROS - false 6",
            "node 06 weight OPTIONAL DOUBLE - - - 7",
            "node 07 key OPTIONAL FIXED_LEN_BYTE_ARRAY - - - 8",
            "node 08 place OPTIONAL GROUP - - - 9",
            "node 09 city OPTIONAL BYTE_ARRAY UTF8 - - 10",
            "node 10 tags OPTIONAL GROUP LIST - - 11",
            "node 11 list REPEATED GROUP - - - -",
            "node 12 element OPTIONAL INT64 INT_64 - - 12",
            "node 13 facts OPTIONAL GROUP MAP - - 13",
            "node 14 key_value REPEATED GROUP - - - -",
            "node 15 key REQUIRED BYTE_ARRAY UTF8 - - 14",
            "node 16 value OPTIONAL BOOLEAN - - - 15",
            "rows 4096",
        }.Order(StringComparer.Ordinal), await ReadAsync(file));
    }

    [PeerFact("hyparquet")]
    public async Task Hyparquet_reads_the_reserved_field_ids_and_the_rows_that_position_deletes_name()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT i::INTEGER AS id FROM range(3000) r(i)");
        table = await _lake.CommitAsync(_lake.Begin(table).SetProperties(new TextDictionary([new("write.delete.mode", "merge-on-read")])));
        var where = new ColumnConditions(Columns);
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await new RowWriter(_lake.Connection, table, _lake.Random).DeleteAsync(
            Expression.AllOf([where.Compare("id", ComparisonOperator.GreaterOrEqual, 5), where.Compare("id", ComparisonOperator.Less, 8)]))));
        var task = (await table.Scan().PlanFilesAsync(Expression.True)).Single();
        var deletes = Assert.Single(task.Deletes);
        Assert.Equal(new[]
        {
            $"group 0 file_path ZSTD 3 0 {task.File.Path} {task.File.Path}",
            "group 0 pos ZSTD 3 0 5 7",
            $"group 0 rows 3 at {deletes.SplitOffsets![0]}",
            "node 00 file_path OPTIONAL BYTE_ARRAY UTF8 - - 2147483546",
            "node 01 pos OPTIONAL INT64 INT_64 - - 2147483545",
            "rows 3",
        }.Order(StringComparer.Ordinal), await ReadAsync(deletes));
    }

    private async Task<List<string>> ReadAsync(DataFile file) => Node.Run("hyparquet-footer.mjs", "hyparquet", await _lake.Files.LocalPathAsync(file.Path));
}
