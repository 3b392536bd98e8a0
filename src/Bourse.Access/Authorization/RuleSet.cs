using System.Collections.Immutable;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Authorization;

/// <summary>
/// The columns and rows of one table that may be seen, and what masks make of some columns. All bind by field id (decision 15), so a rename uncovers nothing. Two
/// rule sets with one <see cref="Digest"/> see the same cells and share projected pieces.
/// </summary>
public sealed partial record RuleSet
{
    /// <summary>The top-level field ids that may be seen, ascending, at least one.</summary>
    public required ImmutableArray<int> FieldIds { get; init; }

    /// <summary>The rows that may be seen; a row for which it is null or false is not.</summary>
    public required Expression RowFilter { get; init; }

    /// <summary>
    /// The fields of <see cref="FieldIds"/> that are shown masked. A masked column counts as hidden for everything but its masked values; the row filter may use its
    /// own values (docs/decisions/0012).
    /// </summary>
    public ImmutableSortedDictionary<int, Mask> Masks { get; init; } = ImmutableSortedDictionary<int, Mask>.Empty;

    /// <summary>Whether a field is seen as it is: allowed, and not masked.</summary>
    public bool ShowsPlain(int fieldId) => FieldIds.AsSpan().BinarySearch(fieldId) >= 0 && !Masks.ContainsKey(fieldId);
}
