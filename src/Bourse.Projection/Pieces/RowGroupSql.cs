using System.Globalization;
using Bourse.Iceberg.Parquet;

namespace Bourse.Projection.Pieces;

/// <summary>SQL that tells rows of <see cref="SourceSql.Read"/> by where in the file they are.</summary>
internal static class RowGroupSql
{
    /// <summary>The number of the row's group, from 0, as INTEGER.</summary>
    public static string Number(ParquetFooter footer) => Steps([.. Starts(footer).Select((start, i) => (start, i.ToString(CultureInfo.InvariantCulture)))]);

    /// <summary>The row number at which each group starts.</summary>
    public static IEnumerable<long> Starts(ParquetFooter footer)
    {
        long start = 0;
        foreach (var group in footer.RowGroups)
        {
            yield return start;
            start += group.RowCount;
        }
    }

    /// <summary>
    /// A value that changes at some row numbers. A tree of comparisons: a row passes as many as the logarithm of the number of steps.
    /// </summary>
    /// <param name="steps">The row number from which a value holds, and the value as SQL; ascending, the first from 0.</param>
    public static string Steps(IReadOnlyList<(long Start, string Value)> steps) => $"CAST({Tree(steps, 0, steps.Count)} AS INTEGER)";

    private static string Tree(IReadOnlyList<(long Start, string Value)> steps, int first, int end)
    {
        if (end - first <= 1)
            return first < end ? steps[first].Value : "NULL";
        var middle = first + ((end - first) / 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CASE WHEN {SourceSql.RowNumber} < {steps[middle].Start} THEN {Tree(steps, first, middle)} ELSE {Tree(steps, middle, end)} END");
    }
}
