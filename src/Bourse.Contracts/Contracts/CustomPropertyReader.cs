using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads ODCS <c>customProperties</c>: text by name, and the sample queries, which are a list.</summary>
internal sealed record CustomPropertyReader(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<SampleQuery> SampleQueries)
{
    private const string SampleQueriesName = "bourse.sampleQueries";
    private const int SampleQueriesMax = 10;

    internal static CustomPropertyReader Read(MapReader map)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var queries = new List<SampleQuery>();
        map.Maps("customProperties", property =>
        {
            var name = property.Text("property");
            if (name == SampleQueriesName)
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
            map.Mistake("customProperties", $"{SampleQueriesName} lists {queries.Count} queries; a listing shows at most {SampleQueriesMax}.");
        }

        return new CustomPropertyReader(texts, queries);
    }
}
