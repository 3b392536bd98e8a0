using Bourse.Catalog;
using Bourse.Iceberg.Erasure;

namespace Bourse.Pipelines.Maintenance;

/// <summary>A wish to erase a subject from a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns that tell whose a row is.</param>
/// <param name="Values">The subject's values of them.</param>
/// <param name="Options">What may be touched besides.</param>
/// <param name="Authority">Who records it.</param>
public sealed record TableErasure(
    TableIdentifier Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Values, ErasureOptions Options, ErasureAuthority Authority);
