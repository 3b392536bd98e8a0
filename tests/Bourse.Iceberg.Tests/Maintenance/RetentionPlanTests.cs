using System.Collections.Immutable;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;

namespace Bourse.Iceberg.Tests.Maintenance;

public sealed class RetentionPlanTests
{
    [Fact]
    public void A_branch_keeps_what_is_young_enough_and_its_first_so_many() =>
        AssertPlan([1, 2], [], minToKeep: 1, maxAge: 600, refs: [("main", 5, SnapshotRefKind.Branch, null, null, null)]);

    [Fact]
    public void A_branch_keeps_its_first_so_many_whatever_their_age() =>
        AssertPlan([1], [], minToKeep: 4, maxAge: 0, refs: [("main", 5, SnapshotRefKind.Branch, null, null, null)]);

    [Fact]
    public void A_branch_says_itself_what_it_keeps() =>
        AssertPlan([1, 2, 3], [], minToKeep: 5, maxAge: 10_000, refs: [("main", 5, SnapshotRefKind.Branch, null, 2, 0)]);

    [Fact]
    public void A_tag_keeps_its_snapshot_but_not_what_came_before_it() =>
        AssertPlan([1, 3, 4], [], minToKeep: 1, maxAge: 0,
            refs: [("main", 5, SnapshotRefKind.Branch, null, null, null), ("quarter", 2, SnapshotRefKind.Tag, null, null, null)]);

    [Fact]
    public void A_reference_expires_by_its_own_age_and_a_protected_one_never() =>
        AssertPlan([1, 3, 4], ["quarter"], minToKeep: 1, maxAge: 0,
            refs:
            [
                ("main", 5, SnapshotRefKind.Branch, 0, null, null), ("quarter", 3, SnapshotRefKind.Tag, 599, null, null),
                ("rev-a-1", 2, SnapshotRefKind.Tag, 1, null, null),
            ]);

    [Fact]
    public void A_snapshot_that_no_reference_leads_to_stays_while_it_is_young() =>
        AssertPlan([1, 2, 3], [], minToKeep: 1, maxAge: 600, refs: [("main", 4, SnapshotRefKind.Branch, null, null, 0)]);

    // Snapshots 1 to 5, each the parent of the next, are 800, 700, 600, 500 and 400 ms old.
    private static void AssertPlan(
        long[] snapshots, string[] expired, int minToKeep, long maxAge, (string Name, long Id, SnapshotRefKind Kind, long? RefAge, int? Min, long? Age)[] refs)
    {
        var empty = TableMetadataChanges.Create(Guid.NewGuid(), "s3://lakehouse/t", MaintainedLake.Columns, PartitionSpec.Unpartitioned, 0);
        var metadata = empty with
        {
            Snapshots = Enumerable.Range(1, 5)
                .Select(i => new Snapshot { Id = i, ParentId = i - 1, SequenceNumber = i, TimestampMs = 100 + (100 * i), ManifestList = "s3://lakehouse/t/m" })
                .ToValueList(),
            Refs = refs.ToImmutableSortedDictionary(r => r.Name, r => new SnapshotRef(r.Id, r.Kind, r.RefAge, r.Min, r.Age), StringComparer.Ordinal),
        };
        var plan = RetentionPlan.Of(
            metadata, new SnapshotRetention(maxAge, minToKeep, long.MaxValue), name => name.StartsWith("rev-", StringComparison.Ordinal), nowMs: 1000);
        Assert.Equal(snapshots, plan.Snapshots);
        Assert.Equal(expired, plan.Refs);
    }
}
