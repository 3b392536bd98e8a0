using Bourse.Catalog;
using Bourse.Iceberg.Erasure;

namespace Bourse.Pipelines.Maintenance;

/// <summary>A wish to erase a subject from a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">Its key column.</param>
/// <param name="Values">The subject's values of it.</param>
/// <param name="Options">What may be touched besides.</param>
/// <param name="Authority">Who records it.</param>
public sealed record TableErasure(TableIdentifier Table, string Column, IReadOnlyList<string> Values, ErasureOptions Options, ErasureAuthority Authority);
