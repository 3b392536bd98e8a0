using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Scanning;

/// <summary>The types that version 3 added: read to the nanosecond, or refused by their name.</summary>
public sealed class VersionThreeTypesTests : IDisposable
{
    private const string Rows = """
        SELECT id, moment AS "at" FROM (VALUES
            (1, make_timestamp_ns(1717171717123456789)), (2, make_timestamp_ns(-1)), (3, make_timestamp_ns(1717171717123456790)), (4, NULL)) v(id, moment)
        """;

    private static readonly Schema Nanoseconds = new(0, [new(1, "id", new IcebergType.Int(), true), new(2, "at", new IcebergType.TimestampNs(), false)]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Nanoseconds_are_read_filtered_and_pruned_exactly()
    {
        var spec = new PartitionSpec(0, [new(2, 1000, "day", new Transform.Day())]);
        var files = await HandMadeTable.WriteAsync(_lake, Nanoseconds, spec, Rows);
        Assert.Equal([null, new Literal.Date(-1), new Literal.Date(19_874)], files.Select(f => f.Partition[0]).OrderBy(v => (v as Literal.Date)?.Days ?? int.MinValue));
        var upper = files.Single(f => f.RecordCount == 2).Columns[2];
        Assert.Equal(new Literal.TimestampNs(1717171717123456789), LiteralBinary.TryDecode(upper.LowerBound!.AsSpan(), new IcebergType.TimestampNs()));
        Assert.Equal(new Literal.TimestampNs(1717171717123456790), LiteralBinary.TryDecode(upper.UpperBound!.AsSpan(), new IcebergType.TimestampNs()));

        var table = await HandMadeTable.CreateAsync(_lake, Nanoseconds, spec, files);
        Assert.Equal(["1|2024-05-31 16:08:37.123456789", "2|1969-12-31 23:59:59.999999999", "3|2024-05-31 16:08:37.12345679", "4|∅"], await _lake.RowsAsync(table));
        var where = new ColumnConditions(Nanoseconds);
        var later = where.Compare("at", ComparisonOperator.Greater, "2024-05-31T16:08:37.123456789");
        Assert.Equal(["3|2024-05-31 16:08:37.12345679"], await _lake.RowsAsync(table, filter: later));
        Assert.Empty(await table.Scan().PlanFilesAsync(where.Compare("at", ComparisonOperator.Greater, "2024-05-31T16:08:37.12345679")));
        Assert.Equal(2, Assert.Single(await table.Scan().PlanFilesAsync(later)).File.RecordCount);
        Assert.Equal(["2|1969-12-31 23:59:59.999999999"], await _lake.RowsAsync(table, filter: where.Compare("at", ComparisonOperator.Less, "1970-01-01T00:00:00")));
    }

    [Fact]
    public async Task A_default_has_its_nanoseconds_and_a_column_without_a_type_is_null()
    {
        var files = await HandMadeTable.WriteAsync(_lake, new Schema(0, [Nanoseconds.Fields[0]]), null, "SELECT 1 AS id");
        var at = LiteralValues.From("2024-02-29T00:00:00.000000001", new IcebergType.TimestampNs());
        var schema = new Schema(0,
        [
            Nanoseconds.Fields[0], new(2, "at", new IcebergType.TimestampNs(), false) { InitialDefault = new FieldDefault.Value(at) },
            new(3, "later", new IcebergType.Unknown(), false), new(4, "pair", new IcebergType.Struct([new(5, "later", new IcebergType.Unknown(), false)]), false),
        ]);
        var table = await HandMadeTable.CreateAsync(_lake, schema, null, files);
        Assert.Equal(schema, table.Metadata.CurrentSchema);
        Assert.Equal(["1|2024-02-29 00:00:00.000000001|∅|∅"], await _lake.RowsAsync(table));
        Assert.Empty(await _lake.RowsAsync(table, filter: new Expression.NotNull(3)));
        Assert.Equal(["1|2024-02-29 00:00:00.000000001|∅|∅"], await _lake.RowsAsync(table, filter: new Expression.IsNull(3)));
    }

    [Fact]
    public async Task Instants_in_nanoseconds_prune_and_are_refused_rather_than_cut_to_microseconds()
    {
        var at = new Literal.TimestampTzNs(1717171717123456789);
        var schema = new Schema(0,
        [
            Nanoseconds.Fields[0], new(2, "at", new IcebergType.TimestampTzNs(), false) { InitialDefault = new FieldDefault.Value(at) },
        ]);
        var files = await HandMadeTable.WriteAsync(_lake, new Schema(0, [Nanoseconds.Fields[0]]), null, "SELECT 1 AS id");
        var table = await HandMadeTable.CreateAsync(_lake, schema, null, files);

        Assert.Equal(at, ((FieldDefault.Value)table.Metadata.CurrentSchema.Fields[1].InitialDefault!).Literal);
        Assert.Equal("2024-05-31T16:08:37.123456789+00:00", LiteralText.Write(at));
        Assert.Equal(at, LiteralValues.From("2024-05-31T18:08:37.123456789+02:00", new IcebergType.TimestampTzNs()));
        Assert.Equal(["1"], _lake.Text(await table.Scan().Select("id").ToSqlAsync(Expression.True)));
        const string Why = "The column 'at' is of type timestamptz_ns, which is not read: the engine's instants end at microseconds, and would lose the rest; "
            + "select the other columns.";
        Assert.Equal(Why, (await Assert.ThrowsAsync<NotSupportedException>(() => table.Scan().ToSqlAsync(Expression.True))).Message);
        var filtered = table.Scan().Select("id").ToSqlAsync(new Expression.Compare(ComparisonOperator.Less, 2, at));
        Assert.Equal(Why, (await Assert.ThrowsAsync<NotSupportedException>(() => filtered)).Message);
    }

    [Theory]
    [InlineData("variant")]
    [InlineData("geometry")]
    [InlineData("geometry(srid:4326)")]
    [InlineData("geography")]
    [InlineData("geography(srid:4326, spherical)")]
    public async Task A_type_that_is_not_read_is_refused_by_name_and_the_other_columns_are_read(string type)
    {
        var unread = new IcebergType.Unread(type);
        var files = await HandMadeTable.WriteAsync(_lake, new Schema(0, [Nanoseconds.Fields[0]]), null, "SELECT 1 AS id");
        var schema = new Schema(0,
        [
            Nanoseconds.Fields[0], new(2, "v", unread, false), new(3, "s", new IcebergType.Struct([new(4, "inner", unread, false)]), false),
            new(5, "l", new IcebergType.List(6, unread, false), false), new(7, "m", new IcebergType.Map(8, new IcebergType.String(), 9, unread, false), false),
        ]);
        var table = await HandMadeTable.CreateAsync(_lake, schema, null, files);
        foreach (var column in new[] { "v", "s", "l", "m" })
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(() => table.Scan().Select("id", column).ToSqlAsync(Expression.True));
            Assert.Equal($"The column '{column}' is of type {type}, which is not read; select the other columns.", error.Message);
            error = await Assert.ThrowsAsync<NotSupportedException>(() => table.Scan().Select("id").ToSqlAsync(new Expression.IsNull(schema.FindColumn(column)!.Id)));
            Assert.Equal($"The column '{column}' is of type {type}, which is not read; select the other columns.", error.Message);
        }
        Assert.Equal(["1"], _lake.Text(await table.Scan().Select("id").ToSqlAsync(Expression.True)));
    }

    [Fact]
    public async Task A_type_that_is_not_read_makes_no_partition_and_has_no_default()
    {
        var schema = new Schema(0, [Nanoseconds.Fields[0], new(2, "v", new IcebergType.Unread("variant"), false)]);
        var files = await HandMadeTable.WriteAsync(_lake, new Schema(0, [Nanoseconds.Fields[0]]), null, "SELECT 1 AS id");
        var table = await HandMadeTable.CreateAsync(_lake, schema, null, files, text => text.Replace(
            "\"fields\":[]}],\"last-partition-id\":999",
            "\"fields\":[{\"source-id\":2,\"field-id\":1000,\"name\":\"p\",\"transform\":\"identity\"}]}],\"last-partition-id\":1000",
            StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<IcebergFormatException>(() => table.Scan().Select("id").ToSqlAsync(Expression.True));
        Assert.Equal("The partition transform identity does not apply to type variant.", error.Message);

        using var other = new Lake();
        error = await Assert.ThrowsAsync<IcebergFormatException>(() => HandMadeTable.CreateAsync(other, schema, null, [], text => text.Replace(
            "\"type\":\"variant\"", "\"type\":\"variant\",\"initial-default\":1", StringComparison.Ordinal)));
        Assert.EndsWith("initial-default must be null: a column of type variant has no default", error.Message, StringComparison.Ordinal);
        using var third = new Lake();
        error = await Assert.ThrowsAsync<IcebergFormatException>(() => HandMadeTable.CreateAsync(third, schema, null, [], text => text.Replace(
            "\"required\":false,\"type\":\"variant\"", "\"required\":true,\"type\":\"unknown\"", StringComparison.Ordinal)));
        Assert.Equal("table metadata: the column 'v' is of type unknown, whose values are null, and cannot be required", error.Message);
    }

    [Fact]
    public async Task Encrypted_files_and_manifests_are_refused_by_name()
    {
        var file = (await HandMadeTable.WriteAsync(_lake, Nanoseconds, null, Rows)).Single();
        var table = await HandMadeTable.CreateAsync(_lake, Nanoseconds, null, [file], text => text.Replace(
            "\"first-row-id\":0", "\"first-row-id\":0,\"key-id\":\"k-7\"", StringComparison.Ordinal));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => table.Scan().ToSqlAsync(Expression.True));
        Assert.Equal("The manifest list of snapshot 1 is encrypted with the key 'k-7', which is not supported.", error.Message);

        using var signed = new Lake();
        file = (await HandMadeTable.WriteAsync(signed, Nanoseconds, null, Rows)).Single();
        table = await HandMadeTable.CreateAsync(signed, Nanoseconds, null, [file with { KeyMetadata = [1, 2, 3] }]);
        // Metadata about keys alone hides nothing: the file itself says whether it is encrypted.
        Assert.Equal(4, (await signed.RowsAsync(table)).Count);
        var path = await signed.Files.LocalPathAsync(file.Path);
        Sign(path);
        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => table.Scan().ToSqlAsync(Expression.True));
        Assert.Equal($"The file '{file.Path}' has encrypted columns or a signed footer; encryption is not supported.", refused.Message);
        Patch(path, "PARE"u8, fromEnd: 4);
        error = await Assert.ThrowsAsync<IcebergFormatException>(() => table.Scan().ToSqlAsync(Expression.True));
        Assert.Equal($"'{Path.GetFileName(path)}' has an encrypted footer; encryption is not supported.", error.Message);
        var manifest = (await table.Scan().ManifestsAsync())[0].Path;
        Patch(await signed.Files.LocalPathAsync(manifest), "AGS1"u8, fromEnd: null);
        table = await IcebergTable.LoadAsync(table.MetadataLocation, signed.Files);
        error = await Assert.ThrowsAsync<IcebergFormatException>(() => table.Scan().ToSqlAsync(Expression.True));
        Assert.Equal($"The manifest '{manifest}' is encrypted (an AES GCM stream); encryption is not supported.", error.Message);
    }

    [Theory]
    [InlineData("orc")]
    [InlineData("avro")]
    public async Task Files_of_other_formats_are_refused_by_name(string format)
    {
        var file = (await HandMadeTable.WriteAsync(_lake, Nanoseconds, null, Rows)).Single() with { Format = format };
        var table = await HandMadeTable.CreateAsync(_lake, Nanoseconds, null, [file]);
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => table.Scan().ToSqlAsync(Expression.True));
        Assert.Equal($"The data file '{file.Path}' is {format}; only Parquet is read.", error.Message);
    }

    // A footer's field 9 names the key it is signed with (parquet.thrift, FileMetaData): put before the byte that ends the struct.
    private static void Sign(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        var thrift = bytes.AsSpan(bytes.Length - 8 - length, length);
        Assert.Equal(0, thrift[^1]);
        byte[] signed = [.. thrift[..^1], 0x08, 18, 1, (byte)'k', 0];
        Assert.True(ParquetFooter.Parse(signed).IsEncrypted);
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllBytes(path, [.. bytes[..^(8 + length)], .. signed, .. BitConverter.GetBytes(signed.Length), .. "PAR1"u8]);
    }

    private static void Patch(string path, ReadOnlySpan<byte> bytes, int? fromEnd)
    {
        File.SetAttributes(path, FileAttributes.Normal);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, bytes, fromEnd is { } back ? RandomAccess.GetLength(file) - back : 0);
    }
}
