using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Masking;

/// <summary>What a mask takes away is in nothing that a client can list or read, and changes no byte of it.</summary>
public sealed class MaskedLeakTests
{
    private const long Fee = 7_305_421_986_113_507;
    private const double Nav = 918_273.645_546_372_8;
    private const long AtMicros = 1_767_225_600_000_000 + 1_234_567_891;

    private static readonly Schema s_schema = new(0,
    [
        new(1, "place", new IcebergType.Long(), false), new(2, "owner", new IcebergType.String(), false), new(3, "account", new IcebergType.String(), false),
        new(4, "note", new IcebergType.String(), false), new(5, "memo", new IcebergType.String(), false), new(6, "tag", new IcebergType.String(), false),
        new(7, "at", new IcebergType.Timestamp(), false), new(8, "fee", new IcebergType.Long(), false), new(9, "nav", new IcebergType.Double(), false),
    ], [1, 2]);

    private static readonly ImmutableSortedDictionary<int, Mask> s_masks = ImmutableSortedDictionary.CreateRange(new Dictionary<int, Mask>
    {
        [2] = new Mask.KeyedHash(HashKey.OfProduct(ProjectionWorld.Product)),
        [3] = new Mask.LastFour(),
        [4] = new Mask.Redact(),
        [5] = new Mask.Null(),
        [6] = new Mask.Constant("none"),
        [7] = new Mask.TruncateDate(DateUnit.Hour),
        [8] = new Mask.Bucket(1_000_000),
        [9] = new Mask.Bucket(1000),
    });

    // Some rows of the second row group, none of the third, all of the others.
    private static readonly RuleSet s_rules = ProjectionWorld.Rules(
        Expression.AnyOf(
            new Expression.Compare(ComparisonOperator.Less, 1, new Literal.Integer(3000)),
            new Expression.Compare(ComparisonOperator.GreaterOrEqual, 1, new Literal.Integer(6144))),
        1, 2, 3, 4, 5, 6, 7, 8, 9) with { Masks = s_masks };

    private static readonly Values s_original = new(
        "'MASKED-OWNER-' || (i % 7)", "'MASKED-ACCOUNT-' || (1000 + i % 5)", "'MASKED-NOTE-' || (i % 3)", "'MASKED-MEMO-' || (i % 3)", "'MASKED-TAG-' || (i % 2)",
        $"make_timestamp({AtMicros} + (i % 3) * 3600000000)", $"{Fee} + (i % 3) * 1000000", $"{Nav:R}::DOUBLE + (i % 3) * 1000");

    private static readonly (string Name, byte[] Needle)[] s_markers =
    [
        .. new[] { "OWNER", "ACCOUNT", "NOTE", "MEMO", "TAG" }.Select(name => (name, Decoder.Bytes($"MASKED-{name}-"))),
        ("a fee", Decoder.Bytes(Fee)), ("a nav", Decoder.Bytes(Nav)), ("an instant", Decoder.Bytes(AtMicros)),
        ("the partition's name", Decoder.Bytes("partition_name_marker")),
    ];

    private static readonly PartitionSpec s_byTag = new(0, [new PartitionField(6, 1000, "partition_name_marker", new Transform.Identity())]);

    private static readonly SortOrder s_byPlaceAndFee = new(
        1, [new SortField(1, new Transform.Identity(), Descending: false, NullsFirst: true),
            new SortField(8, new Transform.Identity(), Descending: false, NullsFirst: true)]);

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task No_object_of_a_masked_projection_holds_what_its_masks_take_away(bool showsPlain, int virtualObjects)
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema, s_byTag, sort: s_byPlaceAndFee);
        world.RowGroupRows = 1024;
        await world.AppendAsync(s_original.Select(9000), 1);
        var source = new List<byte[]>();
        foreach (var task in await world.Source.Scan().PlanWholeFilesAsync(Expression.True))
            source.AddRange(Decoder.Parts(await File.ReadAllBytesAsync(await world.Source.Files.LocalPathAsync(task.File.Path))));
        Assert.All(s_markers[..^1], marker =>
            Assert.True(Decoder.Holds(source, marker.Needle), $"The decoder does not find {marker.Name} in the source, so it would not find it elsewhere."));

        var table = await world.ServeAsync(showsPlain ? s_rules : s_rules with { FieldIds = s_rules.FieldIds.Remove(1) }, 1);

        Assert.Equal(virtualObjects, (await world.StoredAsync("virtual/")).Count);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(5856, table.RowCount);
        foreach (var (key, bytes) in copy.Objects)
        {
            var served = Decoder.Parts(bytes);
            Assert.All(s_markers, marker => Assert.False(Decoder.Holds(served, marker.Needle), $"'{key}' holds {marker.Name}."));
        }

        // A masked column partitions nothing, sorts nothing and identifies nothing.
        var metadata = copy.Table.Metadata;
        Assert.Empty(metadata.DefaultSpec.Fields);
        Assert.Equal(showsPlain ? [1] : [], metadata.SortOrders.Single(o => o.Id == metadata.DefaultSortOrderId).Fields.Select(f => f.SourceId));
        Assert.Empty(metadata.CurrentSchema.IdentifierFieldIds);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Cells_that_differ_in_what_their_masks_take_away_change_no_byte(bool showsPlain, int virtualObjects)
    {
        var other = new Values(
            s_original.Owner, "CASE WHEN i % 2 = 0 THEN 'x' ELSE 'a longer one ' END || (1000 + i % 5)", "CASE i % 3 WHEN 0 THEN '' ELSE 'other' || i END",
            "CASE WHEN i % 4 > 0 THEN 'm' || i END", "CASE WHEN i % 5 = 0 THEN 'tag' END", $"make_timestamp({AtMicros - 1_000_000} + (i % 3) * 3600000000 - i)",
            $"{Fee} - 100000 + i + (i % 3) * 1000000", $"{Nav:R}::DOUBLE - 200 + i / 100 + (i % 3) * 1000");
        using var one = await SeeAsync(s_original, showsPlain, virtualObjects);
        using var two = await SeeAsync(other, showsPlain, virtualObjects);
        one.RequireEqual(two);
        // What masks keep is no part of this: another pseudonym is another byte.
        using var three = await SeeAsync(s_original with { Owner = "'someone ' || (i % 7)" }, showsPlain, virtualObjects);
        Assert.NotEqual(one.Listing, three.Listing);
    }

    [Fact]
    public async Task A_hash_of_a_subscriber_differs_from_that_of_the_product_and_shares_no_piece()
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        await world.AppendAsync(s_original.Select(100), 1);
        var product = await world.ServeAsync(Owner(HashKey.OfProduct(ProjectionWorld.Product)), 1);
        var subscriber =
            await world.ServeAsync(Owner(HashKey.OfSubscriber(ProjectionWorld.Product, Access.Identity.AccountId.Parse("222222222222"))), 1, ProjectionWorld.Another);

        using var left = await ClientCopy.DownloadAsync(world.Served, product);
        using var right = await ClientCopy.DownloadAsync(world.Served, subscriber);
        var (shared, own) = (await left.RowsAsync(world.Connection), await right.RowsAsync(world.Connection));
        Assert.Equal(8, shared.Distinct().Count());
        Assert.Equal(shared[1..].CountBy(row => row).Select(c => c.Value).Order(), own[1..].CountBy(row => row).Select(c => c.Value).Order());
        Assert.Empty(shared[1..].Intersect(own[1..]));

        static RuleSet Owner(HashKey key) =>
            ProjectionWorld.Rules(Expression.True, 2) with { Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.KeyedHash(key)) };
    }

    [Fact]
    public async Task A_mask_that_does_not_fit_is_refused_by_name_before_anything_is_written()
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        await world.AppendAsync(s_original.Select(10));
        var rules = s_rules with { Masks = s_masks.SetItem(9, new Mask.LastFour()) };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => world.Builder.PrepareAsync(world.Request(rules, 1)));

        Assert.StartsWith("The column 'nav' cannot be masked: last4 takes string, int and long, and the column is double.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await world.StoredAsync(""));
    }

    private static async Task<ClientCopy> SeeAsync(Values values, bool showsPlain, int virtualObjects)
    {
        await using var world = await ProjectionWorld.CreateAsync(s_schema);
        world.RowGroupRows = 2048;
        await world.AppendAsync(values.Select(9000), 1);
        var table = await world.ServeAsync(showsPlain ? s_rules : s_rules with { FieldIds = s_rules.FieldIds.Remove(1) }, 1);
        Assert.Equal(5856, table.RowCount);
        Assert.Equal(virtualObjects, (await world.StoredAsync("virtual/")).Count);
        return await ClientCopy.DownloadAsync(world.Served, table);
    }

    private sealed record Values(string Owner, string Account, string Note, string Memo, string Tag, string At, string Fee, string Nav)
    {
        public string Select(int rows) => FormattableString.Invariant(
            $"""
            SELECT i AS place, {Owner} AS owner, {Account} AS account, {Note} AS note, {Memo} AS memo, {Tag} AS tag, {At} AS at, {Fee} AS fee, CAST({Nav} AS DOUBLE) AS nav
            FROM range({rows}) r(i)
            """);
    }
}
