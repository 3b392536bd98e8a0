using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Metadata;

public sealed class TableMetadataEvolutionTests
{
    private static readonly Schema Columns = new(0,
        [new(1, "id", new IcebergType.Int(), true), new(2, "day", new IcebergType.Timestamp(), false), new(3, "fund", new IcebergType.String(), false),
            new(4, "weight", new IcebergType.Double(), false)]);

    private static readonly TableMetadata Start = TableMetadataChanges.Create(
        Guid.Parse("11111111-2222-4333-8444-555555555555"), "s3://lake/t", Columns, new PartitionSpec(0, [new(3, 1000, "fund", new Transform.Identity())]), 1000);

    [Fact]
    public void A_partition_field_that_comes_back_has_its_id_and_no_void_is_left()
    {
        var moved = Start.WithUpdatedSpec(s => s.Remove("fund").Add("day", new Transform.Month()).Add("id", new Transform.Bucket(16)), 2000);
        Assert.Equal(new PartitionSpec(1, [new(2, 1001, "day_month", new Transform.Month()), new(1, 1002, "id_bucket_16", new Transform.Bucket(16))]), moved.DefaultSpec);
        Assert.Equal((1002, 2000L), (moved.LastPartitionId, moved.LastUpdatedMs));

        var back = moved.WithUpdatedSpec(s => s.Remove("day_month").Remove("id_bucket_16").Add("fund", new Transform.Identity()), 2000);
        Assert.Equal(0, back.DefaultSpecId);
        var third = back.WithUpdatedSpec(s => s.Add("id", new Transform.Bucket(16), "shard"), 2000);
        Assert.Equal(new PartitionSpec(2, [new(3, 1000, "fund", new Transform.Identity()), new(1, 1002, "shard", new Transform.Bucket(16))]), third.DefaultSpec);
        Assert.Equal(1002, third.LastPartitionId);
        Assert.Equal("bucket", third.WithUpdatedSpec(s => s.Rename("shard", "bucket"), 2000).DefaultSpec.Fields[1].Name);
        Assert.Equal(
            1, third.WithUpdatedSpec(s => s.Remove("shard").Remove("fund").Add("day", new Transform.Month()).Add("id", new Transform.Bucket(16)), 2000).DefaultSpecId);
    }

    [Fact]
    public void Partition_fields_that_say_nothing_or_cannot_be_are_refused_by_name()
    {
        Refused("There is no column 'nix'; there are id, day, fund, weight. (Parameter 'column')", s => s.Add("nix", new Transform.Identity()));
        Refused("The partition transform month does not apply to type string. (Parameter 'transform')", s => s.Add("fund", new Transform.Month()));
        Refused("The column 'day' partitions by day already; month beside it would be redundant. Remove 'day_day' first.", s =>
            s.Add("day", new Transform.Day()).Add("day", new Transform.Month()));
        Refused("The name 'weight' is taken by a column whose value the partition field would not have. (Parameter 'name')", s =>
            s.Add("id", new Transform.Bucket(2), "weight"));
        Refused("The name 'fund' is taken by another partition field. (Parameter 'name')", s => s.Add("id", new Transform.Bucket(2), "fund"));
        Refused("There is no partition field 'nix'; there are fund. (Parameter 'name')", s => s.Remove("nix"));
        Refused("A void field cannot be added: it stands for nothing. Remove the field instead. (Parameter 'transform')", s => s.Add("id", new Transform.Void()));
    }

    [Fact]
    public void A_column_that_partitions_or_sorts_new_files_is_not_dropped()
    {
        var error = Assert.Throws<ArgumentException>(() => Start.WithUpdatedSchema(s => s.Drop("fund"), 2000));
        Assert.Equal("The column 'fund' cannot be dropped: the partition field 'fund' comes from it. Remove that field from the partition spec first.", error.Message);
        var sorted = Start.WithSortOrder([new SortField(4, new Transform.Identity(), true, false)], 2000);
        error = Assert.Throws<ArgumentException>(() => sorted.WithUpdatedSchema(s => s.Drop("weight"), 2000));
        Assert.Equal("The column 'weight' cannot be dropped: new files are sorted by it. Change the sort order first.", error.Message);

        var dropped = Start.WithUpdatedSpec(s => s.Remove("fund"), 2000).WithUpdatedSchema(s => s.Drop("fund"), 2000);
        Assert.Equal([1, 2, 4], dropped.CurrentSchema.Fields.Select(f => f.Id));
        Assert.Equal(new IcebergType.String(), dropped.PartitionTypeOf(0)[0].Type);
    }

    [Fact]
    public void An_id_given_within_an_update_is_never_given_again()
    {
        var next = Start.WithUpdatedSchema(s => s.Add("x", new IcebergType.Int()).Drop("x"), 2000);
        Assert.Equal((5, 0), (next.LastColumnId, next.CurrentSchemaId));
        Assert.Equal(6, next.WithUpdatedSchema(s => s.Add("x", new IcebergType.Int()), 2000).CurrentSchema.FindColumn("x")!.Id);
    }

    [Fact]
    public void Sort_orders_are_numbered_from_one_and_used_again()
    {
        SortField byDay = new(2, new Transform.Day(), false, true);
        SortField byId = new(1, new Transform.Identity(), true, false);
        var first = Start.WithSortOrder([byDay, byId], 2000);
        Assert.Equal(new SortOrder(1, [byDay, byId]), first.DefaultSortOrder());
        var second = first.WithSortOrder([byId], 2000);
        Assert.Equal((2, 1), (second.DefaultSortOrderId, second.WithSortOrder([byDay, byId], 2000).DefaultSortOrderId));
        var unsorted = second.WithSortOrder([], 2000);
        Assert.Equal((0, 3), (unsorted.DefaultSortOrderId, unsorted.SortOrders.Count));
        Assert.Equal(TableMetadataJson.Write(unsorted), TableMetadataJson.Write(TableMetadataJson.Parse(TableMetadataJson.Write(unsorted))));
        Assert.Throws<ArgumentException>(() => Start.WithSortOrder([byId, byId with { Descending = false }], 2000));
        Assert.Throws<ArgumentException>(() => Start.WithSortOrder([new SortField(3, new Transform.Day(), false, true)], 2000));
        Assert.Throws<ArgumentException>(() => Start.WithSortOrder([new SortField(99, new Transform.Identity(), false, true)], 2000));
    }

    [Fact]
    public void Single_settings_are_set_and_removed()
    {
        var next = Start.WithProperties(new TextDictionary([new("a", "1"), new("b", "2")]), 2000)
            .WithUpdatedProperties(new TextDictionary([new("b", "3"), new("c", "4")]), ["a"], 2000);
        Assert.Equal(new TextDictionary([new("b", "3"), new("c", "4")]), next.Properties);
    }

    private static void Refused(string message, Func<PartitionSpecUpdate, PartitionSpecUpdate> change) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Start.WithUpdatedSpec(change, 2000)).Message);
}
