namespace Bourse.Iceberg.Partitioning;

/// <summary>How a table's files are partitioned.</summary>
/// <param name="Id">The spec's number in its table, from 0.</param>
/// <param name="Fields">The parts of the partition tuple in order; none for an unpartitioned table.</param>
public sealed record PartitionSpec(int Id, ValueList<PartitionField> Fields)
{
    /// <summary>The lowest id of a partition field.</summary>
    public const int FieldIdMin = 1000;

    /// <summary>No partitions, under number 0.</summary>
    public static PartitionSpec Unpartitioned { get; } = new(0, []);

    /// <summary>The highest id of its fields; 999 for none.</summary>
    public int HighestFieldId => Fields.Select(f => f.FieldId).DefaultIfEmpty(FieldIdMin - 1).Max();
}
