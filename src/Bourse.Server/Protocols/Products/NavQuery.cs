using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary>The parameters of <c>GET /v2/funds/{fundId}/nav</c>.</summary>
/// <param name="From">First <c>valid_date</c>; null for no bound.</param>
/// <param name="To">Last <c>valid_date</c>; null for no bound.</param>
/// <param name="AsOf">What was known then: of the values of one date, the last known at or before this instant. Null for now.</param>
/// <param name="Since">Only what became known after this instant, restatements included; null for all.</param>
internal sealed record NavQuery(DateOnly? From, DateOnly? To, DateTimeOffset? AsOf, DateTimeOffset? Since)
{
    private static readonly string[] Known = ["from", "to", "asOf", "since"];

    /// <summary>Parses the parameters; the message names the one that is wrong and the form it must have.</summary>
    public static (NavQuery? Query, string? Mistake) Parse(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Known.Contains(name))
                return (null, $"There is no parameter '{Shown(name)}'; there are from, to, asOf and since.");
            if (values.Count != 1)
                return (null, $"{name} is given more than once.");
        }
        if (!TryDate(query, "from", out var from) || !TryDate(query, "to", out var to))
            return (null, "from and to must be dates such as 2024-03-31.");
        if (!TryInstant(query, "asOf", out var asOf) || !TryInstant(query, "since", out var since))
            return (null, "asOf and since must be dates such as 2024-03-31, or instants with their zone such as 2024-03-31T17:00:00Z.");
        if (from > to)
            return (null, "from must not be after to.");
        return (new NavQuery(from, to, asOf, since), null);
    }

    private static string Shown(string name) => new([.. name.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '?')]);

    private static bool TryDate(IQueryCollection query, string name, out DateOnly? date)
    {
        date = null;
        if (!query.TryGetValue(name, out var value))
            return true;
        if (!DateOnly.TryParseExact(value.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            return false;
        date = parsed;
        return true;
    }

    // An instant must name its zone: a server's own would be a guess. A bare date is its first moment in UTC.
    private static bool TryInstant(IQueryCollection query, string name, out DateTimeOffset? instant)
    {
        instant = null;
        if (!query.TryGetValue(name, out var value))
            return true;
        var formats = new[] { "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK" };
        // A plus sign that was sent bare arrives as a space.
        var text = value.ToString().Replace(' ', '+');
        if (!DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return false;
        if (text.Contains('T') && !text.EndsWith('Z') && text.LastIndexOfAny(['+', '-']) < text.IndexOf('T'))
            return false;
        instant = parsed;
        return true;
    }
}
