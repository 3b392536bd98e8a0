using System.Collections.Immutable;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Authorization;

/// <summary>
/// The columns and rows of one table that may be seen. Both bind by field id (decision 15), so a rename uncovers nothing. Two rule sets
/// with
/// one <see cref="Digest"/> see the same cells and share projected pieces.
/// </summary>
public sealed partial record RuleSet
{
    /// <summary>The top-level field ids that may be seen, ascending, at least one.</summary>
    public required ImmutableArray<int> FieldIds { get; init; }

    /// <summary>The rows that may be seen; a row for which it is null or false is not.</summary>
    public required Expression RowFilter { get; init; }
}
