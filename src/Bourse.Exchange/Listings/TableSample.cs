using Bourse.Access.Resources;

namespace Bourse.Exchange.Listings;

/// <summary>A few rows of a table for its public page. Columns the contract classifies as restricted are withheld when it is shown.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Column names.</param>
/// <param name="Rows">Values in that order, as .NET types; null for null. At most <see cref="RowsMax"/> are shown.</param>
public sealed record TableSample(TableName Table, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>The most rows a page shows of a table.</summary>
    public const int RowsMax = 10;
}
