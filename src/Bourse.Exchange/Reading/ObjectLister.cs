using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>Cuts one page out of keys in ordinal order. Pages are disjoint, ordered and together complete.</summary>
internal static class ObjectLister
{
    /// <summary>Cuts a page.</summary>
    /// <param name="objects">All objects whose key starts with the request's prefix, in ordinal order of keys.</param>
    /// <param name="request">What the caller asked for.</param>
    public static ObjectPage Page(IEnumerable<ProjectedObject> objects, ObjectListRequest request)
    {
        var page = new List<ProjectedObject>();
        var prefixes = new List<string>();
        string? last = null;
        if (request.PageSize == 0)
        {
            return new ObjectPage(page, prefixes, null);
        }

        foreach (var candidate in objects)
        {
            var rolled = RolledUp(candidate.Key, request);
            var name = rolled ?? candidate.Key;
            // A rolled-up prefix stands for every key below it: once answered or passed, all of them are.
            if (name == last || string.CompareOrdinal(name, request.After) <= 0
                || (rolled is not null && request.After?.StartsWith(rolled, StringComparison.Ordinal) == true))
            {
                continue;
            }

            if (page.Count + prefixes.Count == request.PageSize)
            {
                return new ObjectPage(page, prefixes, last);
            }

            last = name;
            if (rolled is null)
            {
                page.Add(candidate);
            }
            else
            {
                prefixes.Add(rolled);
            }
        }

        return new ObjectPage(page, prefixes, null);
    }

    private static string? RolledUp(string key, ObjectListRequest request)
    {
        if (string.IsNullOrEmpty(request.Delimiter))
        {
            return null;
        }

        var at = key.IndexOf(request.Delimiter, request.Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + request.Delimiter.Length)];
    }
}
