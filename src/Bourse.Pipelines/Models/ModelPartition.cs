using Bourse.Iceberg.Partitioning;

namespace Bourse.Pipelines.Models;

/// <summary>One part of how a model's files are partitioned.</summary>
/// <param name="Column">The column.</param>
/// <param name="Transform">Identity or month.</param>
public sealed record ModelPartition(string Column, Transform Transform);
