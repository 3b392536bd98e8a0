using System.Globalization;

namespace Bourse.Cli.Output;

/// <summary>A number with its noun: <c>1 row</c>, <c>2 rows</c>.</summary>
internal static class Counted
{
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun of one, whose plural takes an s.</param>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
