using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Leaks;

public sealed class LeakTests
{
    private const string HiddenColumnText = "HIDDEN-COLUMN-MARKER-7f3a";
    private const string HiddenRowFund = "FUND-OF-HIDDEN-ROW-91bc";
    private const long HiddenColumnNumber = 7_305_421_986_113_507;
    private const double HiddenRowNumber = 918_273.645_546_372_8;
    private const string HiddenRowDay = "2031-07-19";

    public static TheoryData<string> Layouts => ["unpartitioned", "by hidden column", "by month", "by visible column"];

    // Markers: in hidden columns of visible rows, and in visible and hidden columns of hidden rows; some often enough for a dictionary, some alone.
    private static readonly string s_rows =
        $"""
        SELECT CASE WHEN i % 10 = 3 THEN '{HiddenRowFund}' ELSE 'F' || (i % 2) END AS fund_id,
               CASE WHEN i % 10 = 3 THEN DATE '{HiddenRowDay}' ELSE DATE '2026-01-01' + CAST(i // 100 AS INTEGER) END AS valid_date,
               CASE WHEN i % 10 = 3 THEN {HiddenRowNumber.ToString("R", CultureInfo.InvariantCulture)} ELSE CAST(i AS DOUBLE) END AS nav,
               CASE WHEN i % 10 = 3 THEN 'REGION-MARKER-x' ELSE 'EU' END AS region,
               '{HiddenColumnText}' || (i % 7) AS manager_marker_column,
               CASE WHEN i % 3 = 0 THEN {HiddenColumnNumber} ELSE i END AS fee
        FROM range(0, 5000) t(i)
        """;

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task No_object_that_a_client_can_list_holds_a_marker_of_what_it_may_not_see(string layout)
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema, Spec(layout), new TextDictionary([new("owner", "PROPERTY-MARKER-55")]));
        world.RowGroupRows = 2048;
        await world.AppendAsync(s_rows);
        await world.AppendAsync(s_rows.Replace("range(0, 5000)", "range(5000, 6000)", StringComparison.Ordinal));
        await RequireInSourceAsync(world.Source);

        await world.ServeAsync(ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible), 1);
        await world.AppendAsync(s_rows);
        var table = await world.ServeAsync(ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible), 2);

        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(5400 + 4500, (await copy.RowsAsync(world.Connection, 2)).Count);
        Assert.Contains(copy.Objects.Keys, k => k.EndsWith(".parquet", StringComparison.Ordinal));
        foreach (var (key, bytes) in copy.Objects)
        {
            var parts = Decoder.Parts(bytes);
            foreach (var (name, needle) in s_markers.Concat(OnlyHidden(world.Source)))
                Assert.False(Decoder.Holds(parts, needle), $"'{key}' holds {name}.");
            if (key.EndsWith(".parquet", StringComparison.Ordinal))
                RequireCleanForAnEngine(world.Connection, copy.PathOf(key));
        }
    }

    private static PartitionSpec? Spec(string layout) => layout switch
    {
        "by hidden column" => Funds.ByRegion,
        "by month" => Funds.ByMonth,
        "by visible column" => Funds.ByFund,
        _ => null,
    };

    private static readonly (string Name, byte[] Needle)[] s_markers =
    [
        ("a hidden column's text", Decoder.Bytes(HiddenColumnText)),
        ("a hidden column's number", Decoder.Bytes(HiddenColumnNumber)),
        ("a hidden row's text", Decoder.Bytes(HiddenRowFund)),
        ("a hidden row's number", Decoder.Bytes(HiddenRowNumber)),
        ("the filter column's text", Decoder.Bytes("REGION-MARKER-x")),
        ("a hidden column's name", Decoder.Bytes("manager_marker_column")),
    ];

    // Not in the source's data files, but in its metadata.
    private static IEnumerable<(string Name, byte[] Needle)> OnlyHidden(IcebergTable source) =>
    [
        ("a hidden column's doc", Decoder.Bytes("DOC-MARKER")),
        ("a property", Decoder.Bytes("PROPERTY-MARKER")),
        ("the source's folder", Decoder.Bytes("gold/nav-1")),
        ("the source's store", Decoder.Bytes("lakehouse")),
        ("the source's partition name", Decoder.Bytes("source_name_marker")),
        ("the source's uuid", Decoder.Bytes(source.Metadata.TableUuid.ToString())),
        .. source.Metadata.Snapshots.SelectMany(s => new (string, byte[])[]
        {
            ("a source snapshot's id", Decoder.Bytes(s.Id.ToString(CultureInfo.InvariantCulture))),
            ("a source snapshot's time", Decoder.Bytes(s.TimestampMs.ToString(CultureInfo.InvariantCulture))),
            ("a source's row total", Decoder.Bytes($"\"{s.Summary["total-records"]}\"")),
        }),
    ];

    private static async Task RequireInSourceAsync(IcebergTable source)
    {
        var parts = new List<byte[]>();
        foreach (var task in await source.Scan().PlanFilesAsync(Expression.True))
            parts.AddRange(Decoder.Parts(await File.ReadAllBytesAsync(await source.Files.LocalPathAsync(task.File.Path))));
        foreach (var (name, needle) in s_markers)
            Assert.True(Decoder.Holds(parts, needle), $"The decoder does not find {name} in the source, so it would not find it elsewhere.");
    }

    // The engine's own view of values, statistics, bloom filters and key-values.
    private static void RequireCleanForAnEngine(DuckDbConnection connection, string path)
    {
        foreach (var function in new[] { "read_parquet", "parquet_metadata", "parquet_schema", "parquet_file_metadata", "parquet_kv_metadata" })
        {
            using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {function}('{path}')");
            foreach (var text in result.Rows().SelectMany(r => r).OfType<string>())
            {
                Assert.DoesNotContain("MARKER", text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("FUND-OF-HIDDEN", text, StringComparison.Ordinal);
                Assert.DoesNotContain("2031-07", text, StringComparison.Ordinal);
                Assert.DoesNotContain("918273", text, StringComparison.Ordinal);
            }
        }
        Assert.Equal(0, connection.QuerySingle<long>($"SELECT count(*) FROM parquet_kv_metadata('{path}')"));
        // Without a filter the engine excludes nothing; spliced row groups have none.
        if (ParquetFooter.ReadFile(path).RowGroups.Any(g => g.Columns.Any(c => c.BloomFilterOffset is null)))
            return;
        Assert.Equal(
            0, connection.QuerySingle<long>($"SELECT count(*) FROM parquet_bloom_probe('{path}', 'fund_id', '{HiddenRowFund}') WHERE NOT bloom_filter_excludes"));
    }
}
