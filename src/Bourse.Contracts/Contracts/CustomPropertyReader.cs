using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads ODCS <c>customProperties</c>: text by name, and the sample queries, which are a list.</summary>
internal sealed record CustomPropertyReader(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<SampleQuery> SampleQueries)
{
    private const int SampleQueriesMax = 10;

    /// <summary>Reads them.</summary>
    /// <param name="map">What they are properties of.</param>
    /// <param name="known">The names of ours that mean something there: another one of ours, or a misspelt one, would be passed over in silence.</param>
    internal static CustomPropertyReader Read(MapReader map, IReadOnlyList<string> known)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var queries = new List<SampleQuery>();
        map.Maps("customProperties", property =>
        {
            var name = property.Text("property");
            if (name.StartsWith(CustomPropertyNames.Prefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(name))
            {
                property.Mistake("property", $"'{name}' means nothing here; of ours there is {string.Join(", ", known)}.");
            }

            if (name == CustomPropertyNames.SampleQueries)
            {
                queries.AddRange(property.Maps("value", query => new SampleQuery(query.Text("title"), query.Text("sql"))));
                return name;
            }

            if (!texts.TryAdd(name, property.Text("value")))
            {
                property.Mistake("property", $"'{name}' is given twice.");
            }

            return name;
        });
        if (texts.GetValueOrDefault(ListingVolume.Property) is { } volume && volume is not (ListingVolume.Public or ListingVolume.Withheld))
        {
            map.Mistake("customProperties", $"{ListingVolume.Property} is '{volume}'; it is {ListingVolume.Public} or {ListingVolume.Withheld}.");
        }

        if (queries.Count > SampleQueriesMax)
        {
            map.Mistake("customProperties", $"{CustomPropertyNames.SampleQueries} lists {queries.Count} queries; a listing shows at most {SampleQueriesMax}.");
        }

        return new CustomPropertyReader(texts, queries);
    }
}
