using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class DataFileWriterTests : IDisposable
{
    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_far_above_the_target_size_are_cut_into_equal_parts_in_order(bool asGiven)
    {
        var table = await _lake.CreateAsync(new Schema(0, [new(1, "n", new IcebergType.Long(), true), new(2, "x", new IcebergType.Double(), false)]));
        var request = DataFileRequest.Of(table.Metadata.WithProperties(new TextDictionary([new(WriteProperties.TargetFileSize, "200000")]), 0),
            "SELECT range AS n, hash(range) / 7.0 AS x FROM range(100000)");
        var files = await new DataFileWriter(_lake.Connection, _lake.Files, _lake.Random).WriteAsync(request with { AsGiven = asGiven });
        Assert.True(files.Count > 3, $"{files.Count} files");
        Assert.All(files, f => Assert.InRange(f.FileSizeBytes, 100_000, 250_000));
        Assert.InRange(files.Max(f => f.RecordCount) - files.Min(f => f.RecordCount), 0, 1);
        table = await _lake.CommitAsync(_lake.Begin(table).Append(files));
        Assert.Equal(["100000|0|99999"], _lake.Text($"SELECT count(DISTINCT n), min(n), max(n) FROM ({await table.Scan().ToSqlAsync(Expression.True)})"));
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            new DataFileWriter(_lake.Connection, _lake.Files, _lake.Random)
                .WriteAsync(request with { AsGiven = asGiven, SelectSql = "SELECT CASE WHEN range > 1 THEN range END AS n FROM range(5)" }));
        Assert.Equal("Column 'n' is required and has 2 nulls in the rows to be written.", error.Message);
    }

    [Fact]
    public async Task Files_are_sorted_as_the_table_says_and_tell_as_much_as_it_says()
    {
        var table = await _lake.CreateAsync(new Schema(
            0, [new(1, "id", new IcebergType.Int(), true), new(2, "name", new IcebergType.String(), false), new(3, "day", new IcebergType.Timestamp(), false)]));
        table = await _lake.CommitAsync(_lake.Begin(table)
            .SetSortOrder([new SortField(3, new Transform.Day(), Descending: true, NullsFirst: false),
                new SortField(1, new Transform.Identity(), Descending: true, NullsFirst: true)])
            .SetProperties(new TextDictionary(
                [new(WriteProperties.Metrics, "counts"), new("write.metadata.metrics.column.name", "truncate(2)"), new("write.metadata.metrics.column.day", "none")])));
        var file = (await new DataFileWriter(_lake.Connection, _lake.Files, _lake.Random).WriteAsync(DataFileRequest.Of(
            table.Metadata, "FROM (VALUES (1, 'abc', TIMESTAMP '2024-01-01 10:00:00'), (2, 'abd', '2024-01-01 09:00:00'), (3, 'b', '2024-01-02 00:00:00'), (4, NULL, "
                + "NULL)) v(id, name, day)"))).Single();
        using var rows = _lake.Connection.Query($"SELECT id FROM {DuckDb.Sql.ReadParquet([await _lake.Files.LocalPathAsync(file.Path)])}");
        Assert.Equal([3, 2, 1, 4], rows.Rows().Select(r => (int)r[0]!));
        Assert.Equal(1, file.SortOrderId);
        Assert.Equal((4L, 0L, null, null), (file.Columns[1].ValueCount, file.Columns[1].NullCount, file.Columns[1].LowerBound, file.Columns[1].UpperBound));
        Assert.Equal(("ab", "b"),
            (System.Text.Encoding.UTF8.GetString(file.Columns[2].LowerBound!.AsSpan()), System.Text.Encoding.UTF8.GetString(file.Columns[2].UpperBound!.AsSpan())));
        Assert.False(file.Columns.ContainsKey(3));
    }

    [Fact]
    public async Task Every_type_reads_back_and_has_its_field_id_counts_and_bounds()
    {
        var schema = new Schema(0,
        [
            new(11, "b", new IcebergType.Boolean(), false), new(12, "i", new IcebergType.Int(), false), new(13, "l", new IcebergType.Long(), false),
            new(14, "f", new IcebergType.Float(), false), new(15, "d", new IcebergType.Double(), false), new(16, "d9", new IcebergType.Decimal(9, 2), false),
            new(17, "d18", new IcebergType.Decimal(18, 6), false), new(18, "d38", new IcebergType.Decimal(38, 0), false), new(19, "day", new IcebergType.Date(), false),
            new(20, "clock", new IcebergType.Time(), false), new(21, "ts", new IcebergType.Timestamp(), false), new(22, "tz", new IcebergType.TimestampTz(), false),
            new(23, "s", new IcebergType.String(), false), new(24, "u", new IcebergType.Uuid(), false), new(25, "raw", new IcebergType.Binary(), false),
            new(26, "st", new IcebergType.Struct([new(27, "x", new IcebergType.Int(), false)]), false),
            new(28, "li", new IcebergType.List(29, new IcebergType.String(), false), false),
            new(30, "ma", new IcebergType.Map(31, new IcebergType.String(), 32, new IcebergType.Long(), false), false),
        ]);
        const string rows = """
            SELECT true AS b, 1::INTEGER AS i, -5::BIGINT AS l, 1.5::FLOAT AS f, 2.25::DOUBLE AS d, -12.34::DECIMAL(9,2) AS d9, 99.000001::DECIMAL(18,6) AS d18,
              sum(170141183460469231731687303715884::HUGEINT) AS d38, DATE '1969-12-31' AS day, TIME '12:34:56.000001' AS clock,
              TIMESTAMP '1969-12-31 23:59:59.999999' AS ts, TIMESTAMPTZ '2024-02-29 00:00:00+05:30' AS tz, 'naïve 🐇 and then some more text' AS s,
              'f79c3e09-677c-4bbd-a479-3f349cb785e7'::UUID AS u, from_hex('00ff') AS raw, {'x': 7} AS st, ['a', NULL] AS li, MAP {'k': 9::BIGINT} AS ma
            UNION ALL SELECT NULL, 2, -4, 'NaN'::FLOAT, 3, 0, 1, 5, DATE '2024-01-01', TIME '00:00:00', TIMESTAMP '2024-01-01', TIMESTAMPTZ '2024-01-01 00:00:00Z', 'z', NULL, NULL, NULL, NULL, NULL
            """;
        var table = await _lake.CreateAsync(schema);
        var files = await _lake.WriteAsync(table, rows);
        table = await _lake.CommitAsync(_lake.Begin(table).Append(files));
        Assert.Equal(_lake.Text(rows), await _lake.RowsAsync(table));

        var file = Assert.Single(files);
        Assert.Equal((2L, "parquet", null), (file.RecordCount, file.Format, file.SortOrderId));
        var path = await _lake.Files.LocalPathAsync(file.Path);
        Assert.Equal(new FileInfo(path).Length, file.FileSizeBytes);
        Assert.Equal(schema.Fields.Select(f => (int?)f.Id), ParquetFooter.ReadFile(path).TopLevel.Select(e => e.FieldId));
        Assert.Equal([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27], file.Columns.Keys);
        Assert.All(file.Columns.Values, m => Assert.Equal(2, m.ValueCount));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], file.Columns.Values.Select(m => m.NullCount));
        Assert.Equal([14, 15], file.Columns.Where(c => c.Value.NanCount is not null).Select(c => c.Key));
        Assert.Equal((1L, 0L), (file.Columns[14].NanCount, file.Columns[15].NanCount));

        AssertBounds(file, 12, new IcebergType.Int(), new Literal.Integer(1), new Literal.Integer(2));
        AssertBounds(file, 13, new IcebergType.Long(), new Literal.Integer(-5), new Literal.Integer(-4));
        AssertBounds(file, 15, new IcebergType.Double(), new Literal.Real(2.25), new Literal.Real(3));
        AssertBounds(file, 16, new IcebergType.Decimal(9, 2), new Literal.Decimal(-1234, 2), new Literal.Decimal(0, 2));
        AssertBounds(file, 17, new IcebergType.Decimal(18, 6), new Literal.Decimal(1_000_000, 6), new Literal.Decimal(99_000_001, 6));
        AssertBounds(file, 19, new IcebergType.Date(), new Literal.Date(-1), new Literal.Date(19723));
        AssertBounds(file, 21, new IcebergType.Timestamp(), new Literal.Timestamp(-1), new Literal.Timestamp(1_704_067_200_000_000));
        AssertBounds(file, 22, new IcebergType.TimestampTz(), new Literal.TimestampTz(1_704_067_200_000_000), new Literal.TimestampTz(1_709_145_000_000_000));
        AssertBounds(file, 23, new IcebergType.String(), new Literal.Text("naïve 🐇 and then"), new Literal.Text("z"));
        Assert.Null(file.Columns[14].LowerBound);
        Assert.Null(file.Columns[14].UpperBound);
    }

    [Fact]
    public async Task Each_partition_value_has_one_file_that_holds_its_partition_columns()
    {
        var schema = new Schema(
            0, [new(1, "fund", new IcebergType.String(), true), new(2, "known", new IcebergType.TimestampTz(), false), new(3, "n", new IcebergType.Int(), false)]);
        var spec = new PartitionSpec(0, [new(1, 1000, "fund", new Transform.Identity()), new(2, 1001, "known_month", new Transform.Month())]);
        var table = await _lake.CreateAsync(schema, spec);
        var files = await _lake.WriteAsync(table, """
            SELECT * FROM (VALUES (1, 'B', TIMESTAMPTZ '1969-12-31 23:59:59.999999Z'), (2, 'A', NULL), (3, 'B', TIMESTAMPTZ '1970-01-01 00:00:00Z'),
              (4, 'A', TIMESTAMPTZ '2024-02-29 23:30:00-01:00'), (5, 'B', TIMESTAMPTZ '1970-01-31 23:59:59Z'), (6, 'A', NULL)) v(n, fund, known)
            """);
        Assert.Equal(
            ["A ∅ 2", "A 650 1", "B -1 1", "B 0 2"],
            files.Select(f => $"{((Literal.Text)f.Partition[0]!).Value} {(f.Partition[1] is Literal.Integer m ? m.Value.ToString() : "∅")} {f.RecordCount}"));
        foreach (var file in files)
            Assert.Equal(["fund", "known", "n"], ParquetFooter.ReadFile(await _lake.Files.LocalPathAsync(file.Path)).TopLevel.Select(e => e.Name));
        table = await _lake.CommitAsync(_lake.Begin(table).Append(files));
        var february = new Expression.Compare(ComparisonOperator.GreaterOrEqual, 2, new Literal.TimestampTz(1_704_067_200_000_000));
        Assert.Equal(files[1].Path, Assert.Single(await table.Scan().PlanFilesAsync(february)).File.Path);
        Assert.Equal(files[0].Path, Assert.Single(await table.Scan().PlanFilesAsync(new Expression.IsNull(2))).File.Path);
    }

    [Fact]
    public async Task The_same_rows_in_another_order_give_the_same_bytes()
    {
        var schema = new Schema(0, [new(1, "a", new IcebergType.Int(), false), new(2, "b", new IcebergType.String(), false)]);
        var table = await _lake.CreateAsync(schema, new PartitionSpec(0, [new(1, 1000, "a_bucket", new Transform.Bucket(2))]));
        var contents = new List<string>();
        foreach (var order in new[] { "i", "i DESC", "hash(i)" })
        {
            var files = await _lake.WriteAsync(table, $"SELECT (i % 100)::INTEGER AS a, 'x' || i AS b FROM range(10000) r(i) ORDER BY {order}", 2);
            Assert.Equal(2, files.Count);
            foreach (var file in files)
                contents.Add(
                    Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(await _lake.Files.LocalPathAsync(file.Path)))));
        }
        Assert.Equal(contents[..2], contents[2..4]);
        Assert.Equal(contents[..2], contents[4..]);
    }

    [Fact]
    public async Task Rows_are_sorted_as_asked()
    {
        var schema = new Schema(0, [new(1, "a", new IcebergType.Int(), false), new(2, "b", new IcebergType.Int(), false)]);
        var table = await _lake.CreateAsync(schema);
        var file = Assert.Single(await _lake.WriteAsync(table, "SELECT (i * 7919 % 5000)::INTEGER AS a, (i % 3)::INTEGER AS b FROM range(5000) r(i)", 2));
        using var result = _lake.Connection.Query($"SELECT b, a FROM {DuckDb.Sql.ReadParquet([await _lake.Files.LocalPathAsync(file.Path)])}");
        var rows = result.Rows().Select(r => ((int)r[0]!, (int)r[1]!)).ToList();
        Assert.Equal(rows.Order(), rows);
        Assert.Equal(3, file.SplitOffsets!.Count);
    }

    [Theory]
    [InlineData("SELECT 1 AS id, 2 AS other", "The query gives columns that the table does not have: other.")]
    [InlineData("SELECT 'x' AS name", "The query lacks columns that the table requires: id.")]
    [InlineData("SELECT 1 AS id, 2 AS ID", "The query gives columns that the table does not have: ID_1.")]
    [InlineData("SELECT NULL::INTEGER AS id", "Column 'id' is required and has 1 nulls in the rows to be written.")]
    public async Task A_query_that_does_not_fit_the_table_is_refused_and_leaves_nothing(string sql, string reason)
    {
        var table = await _lake.CreateAsync(new Schema(0, [new(1, "id", new IcebergType.Int(), true), new(2, "name", new IcebergType.String(), false)]));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _lake.WriteAsync(table, sql));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(_lake.Text("SELECT table_name FROM duckdb_tables()"));
        Assert.Single(Directory.GetFiles(_lake.TableFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_value_that_does_not_fit_its_column_is_refused()
    {
        var table = await _lake.CreateAsync(new Schema(0, [new(1, "id", new IcebergType.Int(), true)]));
        await Assert.ThrowsAsync<DuckDb.DuckDbException>(() => _lake.WriteAsync(table, "SELECT 3000000000 AS id"));
    }

    [Fact]
    public async Task No_rows_give_no_files()
    {
        var table = await _lake.CreateAsync(new Schema(0, [new(1, "id", new IcebergType.Int(), true)]));
        Assert.Empty(await _lake.WriteAsync(table, "SELECT 1 AS id WHERE FALSE;"));
        Assert.Empty(await _lake.RowsAsync(table));
    }

    private static void AssertBounds(DataFile file, int id, IcebergType.Primitive type, Literal lower, Literal upper)
    {
        Assert.Equal(lower, LiteralBinary.TryDecode(file.Columns[id].LowerBound!.AsSpan(), type));
        Assert.Equal(upper, LiteralBinary.TryDecode(file.Columns[id].UpperBound!.AsSpan(), type));
    }
}
