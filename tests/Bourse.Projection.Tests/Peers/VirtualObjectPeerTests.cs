using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Peers;
using Bourse.Projection.Splicing;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Peers;

/// <summary>A virtual object is a Parquet file to engines that this team did not write: they read it as they read a rewritten one.</summary>
public sealed class VirtualObjectPeerTests : IDisposable
{
    private static readonly Schema s_schema = new(0,
    [
        new(1, "place", new IcebergType.Long(), false), new(2, "hidden", new IcebergType.String(), false), new(3, "name", new IcebergType.String(), false),
        new(4, "nav", new IcebergType.Decimal(18, 6), false), new(5, "weight", new IcebergType.Double(), false), new(6, "day", new IcebergType.Date(), false),
        new(7, "at", new IcebergType.TimestampTz(), false), new(8, "u", new IcebergType.Uuid(), false), new(9, "b", new IcebergType.Binary(), false),
        new(10, "tuple", new IcebergType.Struct([new(11, "x", new IcebergType.Long(), false), new(12, "y", new IcebergType.String(), false)]), false),
        new(13, "list", new IcebergType.List(14, new IcebergType.Long(), false), false), new(15, "even", new IcebergType.Boolean(), false),
    ]);

    private const string Rows =
        """
        SELECT i AS place, 'h' || (i * 7919 % 10007) AS hidden, CASE WHEN i % 9 > 0 THEN 'n' || (i % 40) END AS name, (i / 7)::DECIMAL(18, 6) AS nav, i / 3::DOUBLE AS weight,
               DATE '1969-12-01' + (i % 90)::INTEGER AS day, TIMESTAMPTZ '2020-01-01 00:00:00Z' + to_seconds(i) AS at,
               ('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID AS u, encode('b' || i % 31) AS b, {'x': i, 'y': 'y' || i % 3} AS tuple,
               CASE WHEN i % 5 > 0 THEN [i, NULL, i % 7] END AS list, i % 2 = 0 AS even
        FROM range(9000) r(i)
        """;

    // Of five row groups: some rows of the second, none of the third.
    private static readonly Expression s_rows = Expression.AnyOf(
        new Expression.Compare(ComparisonOperator.Less, 1, new Literal.Integer(3000)),
        new Expression.Compare(ComparisonOperator.GreaterOrEqual, 1, new Literal.Integer(6144)));

    private readonly SpliceLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [PeerFact("hyparquet")]
    public Task Hyparquet_reads_a_virtual_object_like_a_rewritten_file() => AssertEqualAsync(path => Node.Run("hyparquet.mjs", "hyparquet", path));

    [PeerFact("chdb")]
    public Task ClickHouse_reads_a_virtual_object_like_a_rewritten_file() => AssertEqualAsync(path => Node.Run("chdb-file.mjs", "chdb", path, "SELECT * FROM {file}"));

    [PeerFact("chdb")]
    public Task ClickHouse_finds_the_same_rows_by_the_statistics_of_a_virtual_object() => AssertEqualAsync(path =>
        [.. new[] { "place > 2990 AND place < 6200", "name = 'n7'", "name IS NULL", "nav < 100", "day >= '1970-02-01'", "weight > 2990" }
            .SelectMany(condition => Node.Run("chdb-file.mjs", "chdb", path, $"SELECT place, name FROM {{file}} WHERE {condition}"))]);

    private async Task AssertEqualAsync(Func<string, List<string>> read)
    {
        // Not LZ4, which hyparquet cannot read in the original either.
        foreach (var options in new[] { "COMPRESSION zstd", "COMPRESSION snappy, PARQUET_VERSION V2", "COMPRESSION gzip, DICTIONARY_SIZE_LIMIT 1" })
        {
            var source = await _lab.WriteAsync(Rows, s_schema, "ROW_GROUP_SIZE 2048, " + options);
            var rules = ProjectionWorld.Rules(s_rows, [.. s_schema.Fields.Select(f => f.Id).Where(id => id != 2)]);
            var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, rules));
            var expected = read(_lab.Rewrite(source, rules));
            Assert.NotEmpty(expected);
            Assert.Equal(expected, read(await _lab.AssembleAsync(spliced.Content)));
            Assert.Equal(["5856"], _lab.Text($"SELECT count(*) FROM read_parquet({Sql.Literal(_lab.Rewrite(source, rules))})"));
        }
    }
}
