namespace Bourse.Iceberg.Metadata;

/// <summary>How rows are sorted inside files.</summary>
/// <param name="Id">The order's number in its table; 0 is unsorted.</param>
/// <param name="Fields">The keys, most significant first.</param>
public sealed record SortOrder(int Id, ValueList<SortField> Fields)
{
    /// <summary>No order, under number 0.</summary>
    public static SortOrder Unsorted { get; } = new(0, []);
}
