using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Tests.Support;
using Bourse.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Parquet;

public sealed class ParquetFooterTests : IDisposable
{
    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_footer_reads_as_the_engine_reads_it()
    {
        var path = WriteSample();
        var footer = ParquetFooter.ReadFile(path);
        var chunks = footer.RowGroups.SelectMany((g, i) => g.Columns.Select(c => string.Join("|",
            i, g.RowCount, string.Join(", ", c.Path), c.ValueCount, c.CompressedBytes, c.UncompressedBytes, c.DataPageOffset, c.DictionaryPageOffset?.ToString() ?? "∅",
            c.Statistics!.NullCount)));
        var expected = _lake.Text(
            "SELECT row_group_id, row_group_num_rows, path_in_schema, num_values, total_compressed_size, total_uncompressed_size, data_page_offset, " +
            $"CASE WHEN dictionary_page_offset > 0 THEN dictionary_page_offset END, stats_null_count FROM parquet_metadata({DuckDb.Sql.Literal(path)})");
        Assert.Equal(expected, chunks.Order(StringComparer.Ordinal));
        Assert.Equal(
            _lake.Text($"SELECT name, coalesce(CAST(field_id AS VARCHAR), '∅'), coalesce(num_children, 0) FROM parquet_schema({DuckDb.Sql.Literal(path)})"),
            footer.Schema.Select(e => $"{e.Name}|{e.FieldId?.ToString() ?? "∅"}|{e.ChildCount}").Order(StringComparer.Ordinal));
        Assert.Equal(5000, footer.RowCount);
        Assert.Equal(3, footer.RowGroups.Count);
        Assert.StartsWith("DuckDB", footer.CreatedBy, StringComparison.Ordinal);
        Assert.Equal(["note"], footer.KeyValues.Select(k => k.Key));
        Assert.Equal(["id", "name", "s", "l"], footer.TopLevel.Select(e => e.Name));
        Assert.Equal(["id", "name", "x", "y", "element"], footer.Leaves.Select(e => e.Name));

        var local = _lake.Store.NewTemporaryPath("");
        File.Copy(path, local);
        await _lake.Store.AdoptAsync(ObjectKey.Parse("f"), local);
        var stored = await ParquetFooter.ReadAsync(_lake.Store, ObjectKey.Parse("f"));
        Assert.Equal(footer.RowGroups, stored.RowGroups);
        Assert.Equal(footer.Schema, stored.Schema);
    }

    [Fact]
    public void A_damaged_footer_gives_an_error_of_the_format_and_nothing_else()
    {
        var whole = File.ReadAllBytes(WriteSample());
        var length = BitConverter.ToInt32(whole.AsSpan(whole.Length - 8));
        var footer = whole[^(length + 8)..^8];
        ParquetFooter.Parse(footer);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var bytes = footer.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                PhysicalSchema.Of(ParquetFooter.Parse(bytes), mapping: null);
            }
            catch (IcebergFormatException)
            {
                // The only error a file may cause.
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(3000)));
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("PAR1 no parquet at all", "does not end like a Parquet file")]
    [InlineData("PAR1xxxx\u0001\u0000\u0000\u0000PARE", "encrypted footer")]
    [InlineData("PAR1xxxx\u007f\u0000\u0000\u0000PAR1", "announces a footer of 127 bytes")]
    public void A_file_that_is_no_Parquet_is_refused(string content, string reason)
    {
        var path = Path.Combine(_lake.Folder, "no.parquet");
        File.WriteAllText(path, content);
        Assert.Contains(reason, Assert.Throws<IcebergFormatException>(() => ParquetFooter.ReadFile(path)).Message, StringComparison.Ordinal);
    }

    private string WriteSample()
    {
        var path = Path.Combine(_lake.Folder, "sample.parquet");
        _lake.Connection.Execute(
            "COPY (SELECT i AS id, CASE WHEN i % 7 > 0 THEN 'n' || i % 50 END AS name, {'x': i, 'y': 'y'} AS s, [i, i + 1] AS l FROM range(5000) r(i)) " +
            $"TO {DuckDb.Sql.Literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048, KV_METADATA {{note: 'hello'}}, " +
            "FIELD_IDS {id: 1, name: 2, s: {__duckdb_field_id: 3, x: 4, y: 5}, l: {__duckdb_field_id: 6, element: 7}})");
        return path;
    }
}
