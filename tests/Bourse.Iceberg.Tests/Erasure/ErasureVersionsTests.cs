using System.Text;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Maintenance.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Erasure;

/// <summary>Erasure in tables of versions 1 and 3, and by columns of every kind that names somebody.</summary>
public sealed class ErasureVersionsTests : IDisposable
{
    private const string Marker = "SUBJECT-4711";

    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_table_of_version_1_stays_one(bool withoutList)
    {
        await _lake.CreateAsync(new PartitionSpec(0, [new(2, 1000, "fund", new Transform.Truncate(3))]));
        await _lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, 'SUBJECT-1')) v(id, fund)");
        await _lake.AppendAsync("SELECT 4 AS id, 'd' AS fund");
        await _lake.OverwriteAsync($"SELECT * FROM (VALUES (6, 'f'), (7, '{Marker}')) v(id, fund)");
        await OlderAndNewerVersions.ConvertAsync(_lake, 1, withoutList);
        var before = await RowsAsync("id", "fund");
        Assert.Equal([["1|a", $"2|{Marker}", "3|SUBJECT-1"], ["1|a", $"2|{Marker}", "3|SUBJECT-1", "4|d"], ["6|f", $"7|{Marker}"]], before);

        var report = await EraseAsync("fund", Marker);
        Assert.Equal((2L, 0), (report.Rows, report.Findings.Count));
        Assert.Equal(before.Select(s => s.Where(r => !r.Contains(Marker, StringComparison.Ordinal))), await RowsAsync("id", "fund"));
        var after = await _lake.Pointer.LoadAsync();
        Assert.Equal((1, 0L), (after.Metadata.FormatVersion, after.Metadata.LastSequenceNumber));
        // What readers of version 1 find is all there, and nothing that they do not know.
        foreach (var location in (await _lake.FilesAsync()).Where(f => f.EndsWith(".avro", StringComparison.Ordinal)))
        {
            var file = AvroFile.Open(await _lake.Folder.ReadAsync(location));
            Assert.Equal("1", file.FindText("format-version"));
            var schema = Encoding.UTF8.GetString(file.Metadata["avro.schema"]);
            Assert.DoesNotContain("sequence_number", schema, StringComparison.Ordinal);
            Assert.DoesNotContain("\"content\"", schema, StringComparison.Ordinal);
            Assert.Equal(schema.Contains("manifest_entry", StringComparison.Ordinal), schema.Contains("block_size_in_bytes", StringComparison.Ordinal));
        }
        AssertGone();
    }

    [Fact]
    public async Task In_version_3_vectors_move_with_their_rows_and_rows_keep_their_ids()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, 'c'), (4, 'd'), (5, '{Marker}'), (6, 'f'), (7, 'g')) v(id, fund)");
        await _lake.AppendAsync("SELECT 8 AS id, 'h' AS fund");
        await OlderAndNewerVersions.ConvertAsync(_lake, 3);
        var tasks = await _lake.TasksAsync();
        await OlderAndNewerVersions.DeleteByVectorAsync(_lake, tasks.Single(t => t.File.RecordCount == 7).File, 1, 3, 5);
        await OlderAndNewerVersions.DeleteByVectorAsync(_lake, tasks.Single(t => t.File.RecordCount == 1).File, 0);
        var before = await RowsAsync("id", "fund", "_row_id", "_last_updated_sequence_number");
        Assert.Equal(["1|a|0|1", "3|c|2|1", $"5|{Marker}|4|1", "7|g|6|1"], before[^1]);

        var report = await EraseAsync("fund", Marker);
        Assert.Equal((2L, 0), (report.Rows, report.Findings.Count));
        Assert.Equal(
            before.Select(s => s.Where(r => !r.Contains(Marker, StringComparison.Ordinal))), await RowsAsync("id", "fund", "_row_id", "_last_updated_sequence_number"));
        AssertGone();
        var after = await _lake.Pointer.LoadAsync();
        Assert.Equal((3, 8L), (after.Metadata.FormatVersion, after.Metadata.NextRowId));
        Assert.Equal(
            (await _lake.FilesAsync()).Count(f => f.EndsWith(".puffin", StringComparison.Ordinal)),
            (await after.Scan().PlanFilesAsync(Expression.True)).Sum(t => t.Deletes.Count(d => d.IsDeletionVector)));

        // Now the file says the ids itself, and another erasure keeps them.
        report = await EraseAsync("fund", "c");
        Assert.Equal((1L, 0), (report.Rows, report.Findings.Count));
        Assert.Equal(["1|a|0|1", "7|g|6|1"], (await RowsAsync("id", "fund", "_row_id", "_last_updated_sequence_number"))[^1]);
        Assert.Equal(["1|a|0|1", "4|d|3|1", "6|f|5|1", "7|g|6|1"], (await RowsAsync("id", "fund", "_row_id", "_last_updated_sequence_number"))[0]);
    }

    [Fact]
    public async Task A_vector_of_a_file_that_is_emptied_goes_and_what_died_is_finished()
    {
        for (var dieAt = 0; ; dieAt += 7)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync();
            await lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, 'c')) v(id, fund)");
            await OlderAndNewerVersions.ConvertAsync(lake, 3);
            await OlderAndNewerVersions.DeleteByVectorAsync(lake, (await lake.TasksAsync()).Single().File, 1, 2);
            var died = await Dying.AtCallAsync(
                lake, dieAt, () => new SubjectErasure(lake.Table, lake.Lake.Connection).RunAsync(["fund"], [Marker], new ErasureOptions()));
            Assert.Equal(["1|a"], await lake.RowsAsync());
            var report = await new SubjectErasure(lake.Table, lake.Lake.Connection).RunAsync(["fund"], [Marker], new ErasureOptions());
            Assert.Equal((0, "1|a"), (report.Findings.Count, Assert.Single(await lake.RowsAsync())));
            report = await new SubjectErasure(lake.Table, lake.Lake.Connection).RunAsync(
                ["id"], ["1", "3"], new ErasureOptions { RemovesUnknownFiles = true });
            Assert.Empty(report.Findings);
            Assert.DoesNotContain(await lake.FilesAsync(), f => f.EndsWith(".puffin", StringComparison.Ordinal));
            if (!died)
                break;
        }
    }

    [Theory]
    [InlineData("holder.name", Marker, "1|a|0x6161|0.0|1.5", "3|∅|0x6161|0.0|nan")]
    [InlineData("holder.code", "aa", "2|SUBJECT-4711|0x6262|nan|0.25")]
    [InlineData("weight", "nan", "1|a|0x6161|0.0|1.5", "3|∅|0x6161|0.0|nan")]
    [InlineData("weight", "0", "2|SUBJECT-4711|0x6262|nan|0.25")]
    [InlineData("ratio", "0.25", "1|a|0x6161|0.0|1.5", "3|∅|0x6161|0.0|nan")]
    public async Task Fields_of_structs_floating_numbers_and_fixed_bytes_name_somebody_too(string column, string value, params string[] left)
    {
        var holder = new IcebergType.Struct([new(3, "name", new IcebergType.String(), false), new(4, "code", new IcebergType.Fixed(2), false)]);
        await _lake.CreateAsync(new Schema(0,
        [
            new(1, "id", new IcebergType.Int(), true), new(2, "holder", holder, false), new(5, "weight", new IcebergType.Double(), false),
            new(6, "ratio", new IcebergType.Float(), false),
        ]));
        // The engine's dictionaries know one zero, so -0 comes back as 0.
        await _lake.AppendAsync($$"""
            SELECT * FROM (VALUES (1, {'name': 'a', 'code': 'aa'::BLOB}, 0.0::DOUBLE, 1.5::FLOAT),
                (2, {'name': '{{Marker}}', 'code': 'bb'::BLOB}, 'nan'::DOUBLE, 0.25::FLOAT),
                (3, {'name': NULL, 'code': 'aa'::BLOB}, '-0.0'::DOUBLE, 'nan'::FLOAT), (4, NULL, NULL, NULL)) v(id, holder, weight, ratio)
            """);
        var metadata = (await _lake.Pointer.LoadAsync()).Metadata;
        var subject = ErasureSubject.Of(metadata, [column], [value], _lake.Lake.Connection);
        Assert.Contains("rows", (await new ErasureProof(_lake.Table, subject, _lake.Lake.Connection).FindAsync()).Findings.Select(f => f.Place));

        var report = await EraseAsync(column, value);
        Assert.Empty(report.Findings);
        var query = await (await _lake.Pointer.LoadAsync()).Scan().ToSqlAsync(Expression.True);
        Assert.Equal(
            [.. left, "4|∅|∅|∅|∅"],
            _lake.Lake.Text($"SELECT id, holder.name, '0x' || lower(hex(holder.code)), weight, ratio FROM ({query})"));
    }

    [Theory]
    [InlineData("holder", "column: 'holder' is a struct; name a single value, such as a field of a struct.")]
    [InlineData("tags", "column: 'tags' is a list; name a single value, such as a field of a struct.")]
    [InlineData("tags.element", "column: the table has no column 'tags.element'; it has holder, tags.")]
    [InlineData("holder.none", "column: the table has no column 'holder.none'; it has holder, tags.")]
    public async Task What_is_no_single_value_of_a_row_is_refused(string column, string message)
    {
        await _lake.CreateAsync(new Schema(0,
        [
            new(1, "holder", new IcebergType.Struct([new(2, "name", new IcebergType.String(), false)]), false),
            new(3, "tags", new IcebergType.List(4, new IcebergType.String(), false), false),
        ]));
        Assert.Equal(message, (await Assert.ThrowsAsync<ErasureException>(() => EraseAsync(column, Marker))).Message);
    }

    [Fact]
    public void A_vector_that_is_written_is_read_with_the_same_rows()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var rows = new SortedSet<long>();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var start = random.NextInt64(random.Next(2) == 0 ? 200_000 : 20_000_000_000);
                for (var n = random.Next(2) == 0 ? random.Next(9000) : random.Next(5); n >= 0; n--)
                    rows.Add(start + (random.Next(2) == 0 ? n : 3L * n));
            }
            var read = DeletionVector.Read(DeletionVector.Write([.. rows]));
            Assert.Equal(rows, read.SelectMany(r => Enumerable.Range(0, (int)(r.End - r.First)).Select(i => r.First + i)));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private Task<ErasureReport> EraseAsync(string column, string value) =>
        new SubjectErasure(_lake.Table, _lake.Lake.Connection).RunAsync([column], [value], new ErasureOptions());

    private async Task<List<List<string>>> RowsAsync(params string[] columns)
    {
        var table = await _lake.Pointer.LoadAsync();
        var rows = new List<List<string>>();
        foreach (var snapshot in table.Metadata.Snapshots)
            rows.Add(_lake.Lake.Text(await table.Scan(snapshot).Select(columns).ToSqlAsync(Expression.True)));
        return rows;
    }

    private void AssertGone() => Assert.DoesNotContain(
        Directory.GetFiles(_lake.Lake.TableFolder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".parquet", StringComparison.Ordinal)),
        f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)) >= 0);
}
