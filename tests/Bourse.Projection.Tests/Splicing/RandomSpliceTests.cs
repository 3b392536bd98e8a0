using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Splicing;
using Bourse.Projection.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Projection.Tests.Splicing;

/// <summary>What a virtual object gives is what the rules leave of the file, cell by cell and in order, over random columns, forms of files and rules.</summary>
public sealed class RandomSpliceTests
{
    private static readonly NestedField[] s_fields =
    [
        new(1, "place", new IcebergType.Long(), false),
        new(2, "noise", new IcebergType.Int(), false),
        new(3, "name", new IcebergType.String(), false),
        new(4, "even", new IcebergType.Boolean(), false),
        new(5, "f", new IcebergType.Float(), false),
        new(6, "d", new IcebergType.Double(), false),
        new(7, "small", new IcebergType.Decimal(9, 3), false),
        new(8, "big", new IcebergType.Decimal(30, 6), false),
        new(9, "day", new IcebergType.Date(), false),
        new(10, "clock", new IcebergType.Time(), false),
        new(11, "at", new IcebergType.Timestamp(), false),
        new(12, "instant", new IcebergType.TimestampTz(), false),
        new(13, "u", new IcebergType.Uuid(), false),
        new(14, "b", new IcebergType.Binary(), false),
        new(15, "tuple", new IcebergType.Struct([new(16, "x", new IcebergType.Long(), false), new(17, "y", new IcebergType.String(), false)]), false),
        new(18, "list", new IcebergType.List(19, new IcebergType.Long(), false), false),
        new(20, "map", new IcebergType.Map(21, new IcebergType.String(), 22, new IcebergType.Long(), false), false),
        new(23, "deep", new IcebergType.List(24, new IcebergType.Struct([new(25, "a", new IcebergType.List(26, new IcebergType.Int(), false), false)]), false), false),
    ];

    private static readonly string[] s_values =
    [
        "i", "((i * 7919) % 100003)::INTEGER", "'name ' || (i * 31 % 50)", "i % 3 = 0",
        "CASE WHEN i % 1000 = 5 THEN 'NaN'::FLOAT ELSE ((i * 13 % 100) / 7)::FLOAT END", "(i * 17 % 1000) / 7::DOUBLE", "((i * 7 % 999) / 8)::DECIMAL(9, 3)",
        "((i * 11 % 9999) / 8)::DECIMAL(30, 6)", "DATE '1969-12-01' + (i * 5 % 90)::INTEGER", "TIME '00:00:01' + to_seconds(i * 7 % 5000)",
        "TIMESTAMP '1969-12-31 23:00:00' + to_seconds(i * 77 % 9000)", "TIMESTAMPTZ '2020-01-01 00:00:00Z' + to_seconds(i * 3 % 1000)",
        "('00000000-0000-0000-0000-' || lpad((i * 7919 % 100003)::VARCHAR, 12, '0'))::UUID", "encode('b' || i * 31 % 77)", "{'x': i * 9 % 10, 'y': 'y' || i % 3}",
        "CASE WHEN i % 5 > 0 THEN [i % 4, NULL, i * 3 % 7] END", "MAP {'k' || i % 3: i * 5 % 9}", "[{'a': [(i % 6)::INTEGER]}, {'a': []}]",
    ];

    private static readonly string[] s_codecs = ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"];

    [Fact]
    public void A_virtual_object_holds_the_allowed_cells_in_the_order_of_the_file() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            using var lab = new SpliceLab();
            var random = new Random(seed);
            for (var spliced = 0; spliced < 3;)
                spliced += RunAsync(lab, random).GetAwaiter().GetResult() ? 1 : 0;
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(12)));

    private static async Task<bool> RunAsync(SpliceLab lab, Random random)
    {
        // 1. A file of some of the columns, in any order, some of their values null, its rows in an order of no column.
        var columns = s_fields.Zip(s_values).OrderBy(_ => random.Next()).Take(random.Next(2, 10)).ToList();
        if (columns.All(c => c.First.Id != 1))
            columns.Add((s_fields[0], s_values[0]));
        var schema = new Schema(0, columns.Select(c => c.First).ToValueList());
        var values = columns.Select(c =>
            $"{(random.Next(3) == 0 && c.First.Id > 1 ? $"CASE WHEN i % {random.Next(2, 9)} > 0 THEN {c.Second} END" : c.Second)} AS {Sql.Identifier(c.First.Name)}");
        var rows = random.Next(1, 16_000);
        var options = $"ROW_GROUP_SIZE {2048 * random.Next(1, 4)}, COMPRESSION {s_codecs[random.Next(6)]}, PARQUET_VERSION V{random.Next(1, 3)}"
            + (random.Next(3) == 0 ? ", DICTIONARY_SIZE_LIMIT 1" : "");
        var source = await lab.WriteAsync(
            $"SELECT {string.Join(", ", values)} FROM (SELECT (n // 512) * 512 + (n * 5) % 512 AS i FROM range({rows}) r(n))", schema, options);

        // 2. Rules that hide some columns, and rows at both ends, in the middle, everywhere or nowhere.
        var visible = schema.Fields.Where(_ => random.Next(4) > 0).Select(f => f.Id).ToArray();
        var rules = ProjectionWorld.Rules(Filter(random, rows), visible.Length > 0 ? visible : [schema.Fields[0].Id]);
        if (await lab.SpliceAsync(source, rules) is not SpliceOutcome.Spliced { Content: var content })
            return false;

        // 3. The rule applied to the file, the same rewritten, and what is served.
        var path = await lab.AssembleAsync(content);
        var names = string.Join(", ", schema.Select(rules.FieldIds.ToHashSet()).Fields.Select(f => Sql.Identifier(f.Name)));
        var expected = lab.Text(
            $"SELECT {names} FROM read_parquet({Sql.Literal(source.LocalPath)}, file_row_number = true) WHERE {rules.RowFilter.ToSql(schema)} ORDER BY file_row_number");
        Assert.Equal(expected, lab.Text($"SELECT * EXCLUDE (file_row_number) FROM read_parquet({Sql.Literal(path)}, file_row_number = true) ORDER BY file_row_number"));
        var rewritten = lab.Rewrite(source, rules);
        Assert.Equal(expected.Order(StringComparer.Ordinal), lab.Text($"FROM read_parquet({Sql.Literal(rewritten)})").Order(StringComparer.Ordinal));
        Assert.Equal(lab.Text($"DESCRIBE FROM read_parquet({Sql.Literal(rewritten)})"), lab.Text($"DESCRIBE FROM read_parquet({Sql.Literal(path)})"));
        AssertPruning(lab, path, ParquetFooter.ReadFile(path));
        return true;
    }

    private static Expression Filter(Random random, int rows) => random.Next(6) switch
    {
        0 => Expression.True,
        1 => Place(ComparisonOperator.Less, random.Next(rows + 1)),
        2 => Place(ComparisonOperator.GreaterOrEqual, random.Next(rows)),
        3 => new Expression.Not(Expression.AllOf(Place(ComparisonOperator.GreaterOrEqual, random.Next(rows)), Place(ComparisonOperator.Less, random.Next(rows)))),
        4 => Expression.AnyOf(
            Place(ComparisonOperator.Less, random.Next(rows)), Expression.IsIn(1, new Literal.Integer(random.Next(rows)), new Literal.Integer(random.Next(rows)))),
        _ => new Expression.Compare(ComparisonOperator.NotEqual, 1, new Literal.Integer(random.Next(rows))),
    };

    private static Expression.Compare Place(ComparisonOperator comparison, long value) => new Expression.Compare(comparison, 1, new Literal.Integer(value));

    // What the engine leaves out by the statistics of the footer has to be what it would leave out by reading.
    private static void AssertPruning(SpliceLab lab, string path, ParquetFooter footer)
    {
        lab.Connection.Execute($"CREATE OR REPLACE TEMP TABLE read_rows AS FROM read_parquet({Sql.Literal(path)})");
        foreach (var column in footer.TopLevel.Where(e => e.ChildCount == 0).Select(e => Sql.Identifier(e.Name)))
        {
            foreach (var row in Enumerable.Range(0, 3).Select(i => i * footer.RowCount / 3))
            {
                var value = $"(SELECT {column} FROM read_rows LIMIT 1 OFFSET {row})";
                foreach (var condition in new[] { $"{column} = {value}", $"{column} < {value}", $"{column} IS NULL", $"{column} IS NOT NULL" })
                    Assert.Equal(lab.Text($"SELECT count(*) FROM read_rows WHERE {condition}"),
                        lab.Text($"SELECT count(*) FROM read_parquet({Sql.Literal(path)}) WHERE {condition}"));
            }
            Assert.Equal(lab.Text($"SELECT min({column}), max({column}), count({column}) FROM read_rows"),
                lab.Text($"SELECT min({column}), max({column}), count({column}) FROM read_parquet({Sql.Literal(path)})"));
        }
    }
}
