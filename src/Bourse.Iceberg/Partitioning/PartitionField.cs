namespace Bourse.Iceberg.Partitioning;

/// <summary>One part of a partition tuple.</summary>
/// <param name="SourceId">The column it comes from.</param>
/// <param name="FieldId">Its own id, from 1000; the same in every spec that has the same field.</param>
/// <param name="Name">Its name in partition tuples.</param>
/// <param name="Transform">How it comes from the column.</param>
public sealed record PartitionField(int SourceId, int FieldId, string Name, Transform Transform);
