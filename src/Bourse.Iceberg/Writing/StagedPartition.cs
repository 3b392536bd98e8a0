using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Writing;

/// <summary>The rows of one partition value.</summary>
/// <param name="Number">How the staged rows are marked; 0 for an unpartitioned table.</param>
/// <param name="Values">The partition tuple.</param>
internal sealed record StagedPartition(int Number, ValueList<Literal?> Values);
