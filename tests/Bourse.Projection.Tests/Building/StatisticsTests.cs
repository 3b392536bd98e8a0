using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Building;

/// <summary>Statistics of a source file may be wrong or say less than they seem to. They never decide that a row is allowed.</summary>
public sealed class StatisticsTests
{
    private static readonly Schema Columns = new(0, [new(1, "id", new IcebergType.Long(), false), new(2, "weight", new IcebergType.Double(), false)]);

    [Theory]
    [InlineData(ComparisonOperator.LessOrEqual, 5, 3)]
    [InlineData(ComparisonOperator.Less, 5, 3)]
    [InlineData(ComparisonOperator.NotEqual, 9, 4)]
    [InlineData(ComparisonOperator.GreaterOrEqual, 1, 4)]
    [InlineData(ComparisonOperator.Greater, 9, 1)]
    public async Task NaN_is_beyond_the_bounds_that_a_footer_gives(ComparisonOperator comparison, double bound, int allowed)
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        await world.AppendAsync("SELECT i AS id, CASE WHEN i < 4 THEN CAST(i AS DOUBLE) END AS weight FROM range(1, 5) r(i) UNION ALL SELECT 9, CAST('NaN' AS DOUBLE)");
        var rules = ProjectionWorld.Rules(new Expression.Compare(comparison, 2, new Literal.Real(bound)), 1, 2);
        var expected = SourceRows.Allowed(Columns, await SourceRows.ReadAsync(world.Connection, world.Source), rules);
        Assert.Equal(allowed, expected.Count - 1);

        using var copy = await ClientCopy.DownloadAsync(world.Served, await world.ServeAsync(rules, 1));
        Assert.Equal(expected, await copy.RowsAsync(world.Connection));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_footer_that_lies_about_its_bounds_uncovers_no_row(bool hidden)
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        await AppendLyingAsync(world);
        var rules = ProjectionWorld.Rules(new Expression.Compare(ComparisonOperator.GreaterOrEqual, 1, new Literal.Integer(1_000_000)), hidden ? [2] : [1, 2]);

        // Refused or right; with these bounds an engine that trusts them finds all rows allowed.
        try
        {
            using var copy = await ClientCopy.DownloadAsync(world.Served, await world.ServeAsync(rules, 1));
            Assert.Equal(100, (await copy.RowsAsync(world.Connection)).Count - 1);
        }
        catch (InvalidOperationException e)
        {
            Assert.EndsWith("holds other columns or rows than were asked for; nothing is served of it.", e.Message, StringComparison.Ordinal);
        }
    }

    // Ids are 999,900 to 1,000,099; the footer says that the least is 1,000,001.
    private static async Task AppendLyingAsync(ProjectionWorld world)
    {
        var local = world.Lakehouse.NewTemporaryPath(".parquet");
        world.Connection.Execute(
            $"COPY (SELECT i AS id, i / 2.0 AS weight FROM range(999900, 1000100) r(i)) TO {Sql.Literal(local)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {{'id': 1, "
                + $"'weight': 2}})");
        var bytes = await File.ReadAllBytesAsync(local);
        var footer = bytes.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8));
        var replaced = Replace(bytes.AsSpan(footer), 999_900, 1_000_001);
        Assert.True(replaced > 0);
        await File.WriteAllBytesAsync(local, bytes);
        var location = $"{world.Source.Metadata.Location}/data/lying.parquet";
        await world.SourceFiles.AdoptAsync(location, local);
        await world.CommitAsync(world.Begin().Append([new DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = 200, FileSizeBytes = bytes.Length }]));
    }

    private static int Replace(Span<byte> footer, long from, long to)
    {
        var needle = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(needle, from);
        var count = 0;
        for (int at; (at = footer.IndexOf(needle)) >= 0; count++)
            BinaryPrimitives.WriteInt64LittleEndian(footer[at..], to);
        return count;
    }
}
