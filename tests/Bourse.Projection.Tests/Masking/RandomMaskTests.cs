using System.Collections.Immutable;
using System.Globalization;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Projection.Tests.Masking;

/// <summary>What a projection serves is the rules applied to the original, cell by cell: every mask on every primitive type that takes it.</summary>
public sealed class RandomMaskTests
{
    // Of the two zeros only one: of those that meet in a dictionary the engine keeps the first (docs/decisions/0005). No fixed: the engine writes no such column.
    private static readonly (NestedField Field, string Values)[] s_columns =
    [
        (new(1, "place", new IcebergType.Long(), false), "i"),
        (new(2, "noise", new IcebergType.Int(), false),
            "CASE i % 50 WHEN 3 THEN -2147483648 WHEN 4 THEN 2147483647 WHEN 5 THEN 0 ELSE ((i * 7919) % 100003)::INTEGER - 50000 END"),
        (new(3, "big", new IcebergType.Long(), false),
            "CASE i % 50 WHEN 3 THEN -9223372036854775808 WHEN 4 THEN 9223372036854775807 WHEN 5 THEN 7 ELSE (i * 104729) % 1000003 - 500000 END"),
        (new(4, "name", new IcebergType.String(), false), "CASE i % 5 WHEN 0 THEN '' WHEN 1 THEN 'añ😀b' WHEN 2 THEN 'añ😀bc' ELSE 'name ' || (i * 31 % 50) END"),
        (new(5, "even", new IcebergType.Boolean(), false), "i % 3 = 0"),
        (new(6, "f", new IcebergType.Float(), false), "CASE i % 40 WHEN 3 THEN 'NaN'::FLOAT WHEN 4 THEN '-inf'::FLOAT WHEN 5 THEN '-0'::FLOAT WHEN 6 THEN "
            + "-3.4028235e38::FLOAT ELSE ((i * 13 % 100) / 7 - 5.1)::FLOAT END"),
        (new(7, "d", new IcebergType.Double(), false), "CASE i % 40 WHEN 3 THEN 'NaN'::DOUBLE WHEN 4 THEN 'inf'::DOUBLE WHEN 5 THEN '-0'::DOUBLE WHEN 6 THEN "
            + "-1.7976931348623157e308 ELSE (i * 17 % 1000) / 7::DOUBLE - 70.1 END"),
        (new(8, "small", new IcebergType.Decimal(9, 3), false),
            "CASE i % 50 WHEN 3 THEN -999999.999 WHEN 4 THEN 999999.999 ELSE ((i * 7 % 999) / 8 - 60)::DECIMAL(9, 3) END"),
        (new(9, "large", new IcebergType.Decimal(38, 6), false),
            "CASE i % 50 WHEN 3 THEN '-99999999999999999999999999999999.999999'::DECIMAL(38, 6) WHEN 4 THEN '99999999999999999999999999999999.999999'::DECIMAL(38, 6) "
                + "ELSE ((i * 11 % 9999) / 8 - 600)::DECIMAL(38, 6) END"),
        (new(10, "day", new IcebergType.Date(), false), "DATE '1969-11-01' + (i * 5 % 500)::INTEGER"),
        (new(11, "clock", new IcebergType.Time(), false), "TIME '00:00:01' + to_seconds(i * 7 % 5000)"),
        (new(12, "at", new IcebergType.Timestamp(), false), "TIMESTAMP '1969-12-30 23:00:00.000001' + to_seconds(i * 77777 % 90000000)"),
        (new(13, "instant", new IcebergType.TimestampTz(), false), "TIMESTAMPTZ '1969-12-31 23:59:59.999999Z' + to_seconds(i * 77777 % 90000000)"),
        (new(14, "u", new IcebergType.Uuid(), false), "('00000000-0000-0000-0000-' || lpad((i * 7919 % 100003)::VARCHAR, 12, '0'))::UUID"),
        (new(15, "b", new IcebergType.Binary(), false), "encode('b' || i * 31 % 77)"),
    ];

    private static readonly string[] s_masks =
    [
        "redact", "null", "constant(17)", "constant(2026-02-28)", "constant(true)", "constant(-0.5)", "constant()", "last4", "hash", "hash(subscriber)", "year",
        "quarter", "month", "week",
        "day", "hour", "bucket(1)", "bucket(10)", "bucket(7)", "bucket(2147483647)", "bucket(0.25)", "bucket(0.001)", "bucket(33.3)", "bucket(999999)",
    ];

    [Fact]
    public void A_projection_shows_what_the_masks_make_of_each_allowed_cell() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(10)));

    private static async Task RunAsync(Random random)
    {
        var fields = s_columns.Select(c => c.Field).ToArray();
        await using var world = await ProjectionWorld.CreateAsync(new Schema(0, [.. fields]));
        world.RowGroupRows = 2048;
        var expected = new List<string>();
        var rules = Rules(random, fields);
        for (var revision = 1; revision <= 2; revision++)
        {
            await world.AppendAsync(Select(random, random.Next(1, 7000)));
            var table = await world.ServeAsync(rules, revision);
            expected = SourceRows.Allowed(world.Source.Metadata.CurrentSchema, await SourceRows.ReadAsync(world.Connection, world.Source), rules);
            using var copy = await ClientCopy.DownloadAsync(world.Served, table);
            var shown = await copy.RowsAsync(world.Connection);
            Assert.Equal(expected.Count, shown.Count);
            Assert.All(expected.Zip(shown), row => Assert.Equal(row.First, row.Second));
        }
        Assert.NotEmpty(expected);
    }

    private static RuleSet Rules(Random random, NestedField[] fields)
    {
        var shown = fields.Where(f => f.Id == 1 || random.Next(5) > 0).ToArray();
        var masks = ImmutableSortedDictionary.CreateBuilder<int, Mask>();
        foreach (var field in shown.Where(_ => random.Next(3) > 0))
        {
            // The first that fits, of all masks in a random order.
            masks[field.Id] = s_masks.OrderBy(_ => random.Next()).Select(m => MaskWords.Parse(m, ProjectionWorld.Product, AnyAccount)!)
                .First(m => MaskTypes.Fit(m, field.Type) is MaskFit.Fits);
        }
        var place = new Expression.Compare(ComparisonOperator.GreaterOrEqual, 1, new Literal.Integer(random.Next(3000)));
        Expression rows = random.Next(3) switch { 0 => Expression.True, 1 => place, _ => Expression.AllOf(place, new Expression.NotNull(random.Next(1, 16))) };
        return ProjectionWorld.Rules(rows, [.. shown.Select(f => f.Id)]) with { Masks = masks.ToImmutable() };
    }

    private static Access.Identity.AccountId AnyAccount => Access.Identity.AccountId.Parse("222222222222");

    private static string Select(Random random, int rows)
    {
        var columns = s_columns.Select(c =>
            $"{(c.Field.Id > 1 && random.Next(3) == 0 ? $"CASE WHEN i % {random.Next(2, 9)} > 0 THEN {c.Values} END" : c.Values)} AS {Sql.Identifier(c.Field.Name)}");
        // The rows stay in an order of no column, where the table has no sort order.
        return string.Create(
            CultureInfo.InvariantCulture, $"SELECT {string.Join(", ", columns)} FROM (SELECT (n // 512) * 512 + (n * 5) % 512 AS i FROM range({rows}) r(n))");
    }
}
