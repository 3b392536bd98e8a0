using Bourse.Exchange.Reading;

namespace Bourse.Server.Protocols.Products;

/// <summary>
/// Picks from a fund's rows what a point-in-time question asks for. It narrows an answer the caller was already given; it protects nothing.
/// </summary>
internal static class NavSeries
{
    private const string ValidDate = "valid_date";
    private const string KnownAt = "known_at";

    /// <summary>
    /// The rows asked for, by date, at most one a date: the last that was known. The mistake names a column the question needs and the agreement hides.
    /// </summary>
    /// <remarks>(1) Drop what was not yet known; (2) drop dates out of bounds; (3) keep the last known row of each date; (4) drop what was known before.</remarks>
    public static (IReadOnlyList<IReadOnlyList<object?>>? Rows, string? Mistake) Select(RowPage page, NavQuery query)
    {
        var validDate = IndexOf(page.Columns, ValidDate);
        var knownAt = IndexOf(page.Columns, KnownAt);
        if (validDate < 0 && (query.From ?? query.To) is not null)
            return (null, $"from and to need the column {ValidDate}, which your agreement does not include.");
        // Without dates there is no telling which value another restates.
        if (validDate < 0 && (query.AsOf ?? query.Since) is not null)
            return (null, $"asOf and since need the column {ValidDate}, which your agreement does not include.");
        if (knownAt < 0 && (query.AsOf ?? query.Since) is not null)
            return (null, $"asOf and since need the column {KnownAt}, which your agreement does not include.");
        if (validDate < 0)
            return (page.Rows, null);

        var latest = new SortedDictionary<DateOnly, (DateTimeOffset Known, IReadOnlyList<object?> Row)>();
        foreach (var row in page.Rows)
        {
            if (ToDate(row[validDate]) is not { } date || date < query.From || date > query.To)
                continue;
            var known = knownAt < 0 ? DateTimeOffset.MinValue : ToInstant(row[knownAt]) ?? DateTimeOffset.MinValue;
            if (known > query.AsOf || (latest.TryGetValue(date, out var other) && other.Known > known))
                continue;
            latest[date] = (known, row);
        }
        return ([.. latest.Values.Where(v => query.Since is null || v.Known > query.Since).Select(v => v.Row)], null);
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == name)
                return i;
        }
        return -1;
    }

    private static DateOnly? ToDate(object? value) => value switch
    {
        DateOnly date => date,
        DateTime time => DateOnly.FromDateTime(time),
        DateTimeOffset time => DateOnly.FromDateTime(time.UtcDateTime),
        _ => null,
    };

    private static DateTimeOffset? ToInstant(object? value) => value switch
    {
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero),
        DateTimeOffset time => time,
        _ => null,
    };
}
