namespace Bourse.Exchange.Projections;

/// <summary>
/// A layout under which each file of a table is allowed or not as a whole, whatever rule set of its agreements asks: nothing is written anew for mixed rows.
/// </summary>
/// <param name="Source">The lakehouse table, as <c>namespace.name</c>.</param>
/// <param name="Columns">The columns to partition by, each by its value.</param>
/// <param name="Partitions">How many partitions that makes today.</param>
public sealed record LayoutAdvice(string Source, IReadOnlyList<string> Columns, long Partitions)
{
    /// <summary>More partitions than this make files too small to be worth it: such an advice is not applied.</summary>
    public const int PartitionsMax = 1000;
}
