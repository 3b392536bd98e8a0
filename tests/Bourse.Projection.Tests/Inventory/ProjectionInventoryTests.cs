using System.Collections.Immutable;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Inventory;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Inventory;

public sealed class ProjectionInventoryTests
{
    private static readonly Schema s_schema = new(0,
        [new(1, "id", new IcebergType.Long(), true), new(2, "fund", new IcebergType.String(), true), new(3, "nav", new IcebergType.Double(), false)]);

    [Fact]
    public async Task Each_file_is_counted_by_what_it_is_made_of_and_nothing_twice()
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        world.RowGroupRows = 2048;
        await AppendAsync(world, "'F1'", 2048);
        await AppendAsync(world, "CASE WHEN i < 2048 THEN 'F1' ELSE 'F3' END", 4096);
        await AppendAsync(world, "CASE WHEN i < 2048 OR i % 2 = 0 THEN 'F1' ELSE 'F3' END", 4096);
        await AppendAsync(world, "CASE WHEN i % 2 = 0 THEN 'F1' ELSE 'F3' END", 2048);
        await AppendAsync(world, "'F3'", 2048);
        var rules = ProjectionWorld.Rules(Expression.IsIn(2, [new Literal.Text("F1")]), 1, 2, 3);
        await world.ServeAsync(ProjectionWorld.Rules(Expression.True, 1), 1);
        var served = await world.ServeAsync(rules, 1);
        await world.ServeAsync(rules, 1, ProjectionWorld.Another);

        var use = Assert.Single(await new ProjectionInventory(world.Metastore, world.Projections, [world.Lakehouse]).ListAsync());

        Assert.Equal((ProjectionWorld.Product, ProjectionWorld.Table, rules.Digest), (use.Product, use.Table, use.RuleSetDigest));
        Assert.Equal("CTR-2024-001, CTR-2024-002", string.Join(", ", use.Agreements));
        Assert.Equal((1, 2048 + 2048 + 3072 + 1024L), (use.Revision, use.RowCount));
        Assert.Equal((1, 2, 1), (use.SharedFiles, use.SplicedFiles, use.RewrittenFiles));
        Assert.Equal("MixedRows 1, NothingWhole 1", string.Join(", ", use.Reasons.Select(r => $"{r.Key} {r.Value}")));
        Assert.True(use.DependsOnLayout);
        var pieces = 0L;
        await foreach (var stored in world.Projections.ListAsync(""))
            pieces += stored.Key.Value.StartsWith("pieces/", StringComparison.Ordinal) || stored.Key.Value.StartsWith("footers/", StringComparison.Ordinal)
                ? stored.Length : 0;
        Assert.InRange(use.RewrittenBytes, 1, pieces);
        Assert.Equal(served.SizeBytes, use.SharedBytes + use.SplicedBytes + use.RewrittenBytes);
    }

    [Fact]
    public async Task A_table_whose_files_each_hold_one_fund_costs_footers_alone()
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        await AppendAsync(world, "'F1'", 2048, orderBy: 1);
        await AppendAsync(world, "'F3'", 2048, orderBy: 1);
        await world.ServeAsync(ProjectionWorld.Rules(Expression.IsIn(2, [new Literal.Text("F1")]), 1, 2), 1);

        var use = Assert.Single(await new ProjectionInventory(world.Metastore, world.Projections, [world.Lakehouse]).ListAsync());

        Assert.Equal((0, 1, 0), (use.SharedFiles, use.SplicedFiles, use.RewrittenFiles));
        Assert.Empty(use.Reasons);
        Assert.False(use.DependsOnLayout);
        var footer = Assert.Single(await world.StoredAsync("footers/"));
        Assert.Equal((await world.Projections.HeadAsync(Storage.ObjectKey.Parse(footer)))!.Length, use.RewrittenBytes);
    }

    [Fact]
    public async Task Masked_columns_are_told_from_mixed_rows()
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        world.RowGroupRows = 2048;
        await AppendAsync(world, "'F1'", 4096, orderBy: 1);
        await AppendAsync(world, "CASE WHEN (i * 7919) % 100003 < 40000 THEN 'F1' ELSE 'F3' END", 8192, orderBy: 1);
        var rules = ProjectionWorld.Rules(
            Expression.IsIn(2, [new Literal.Text("F1")]), 1, 2, 3) with { Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(3, new Mask.Bucket(10)) };
        await world.ServeAsync(rules, 1);

        var use = Assert.Single(await new ProjectionInventory(world.Metastore, world.Projections, [world.Lakehouse]).ListAsync());

        Assert.Equal("MaskedColumns 2, MixedRows 1", string.Join(", ", use.Reasons.Select(r => $"{r.Key} {r.Value}")));
    }

    private static Task AppendAsync(ProjectionWorld world, string fund, int rows, int orderBy = 3) =>
        world.AppendAsync($"SELECT CAST((i * 7919) % 100003 AS BIGINT) AS id, {fund} AS fund, i / 8.0 AS nav FROM range({rows}) r(i)", orderBy);
}
