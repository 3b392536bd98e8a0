using System.Text.RegularExpressions;
using Bourse.Access.Resources;
using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads data contracts written in the Open Data Contract Standard 3.1, strictly: https://bitol-io.github.io/open-data-contract-standard.</summary>
public static partial class ContractReader
{
    private const string ApiVersion = "v3.1.0";

    /// <summary>Reads a contract and reports every mistake at once.</summary>
    /// <param name="text">YAML, at most 1 Mi characters, without anchors, aliases and tags.</param>
    public static ContractParse Read(string text)
    {
        var mistakes = new List<string>();
        try
        {
            var contract = Contract(new MapReader(YamlTreeReader.Read(text), "", mistakes));
            return mistakes.Count == 0 ? new ContractParse.Valid(contract) : new ContractParse.Invalid(mistakes);
        }
        catch (ContractFormatException fault)
        {
            return new ContractParse.Invalid([fault.Message]);
        }
    }

    private static DataContract Contract(MapReader map)
    {
        if (map.Text("apiVersion") is var version && version != ApiVersion)
        {
            map.Mistake("apiVersion", $"must be {ApiVersion}; other versions are not read.");
        }

        if (map.Text("kind") != "DataContract")
        {
            map.Mistake("kind", "must be DataContract.");
        }

        var description = map.Map("description", Purpose.Read);
        if (description is null)
        {
            map.Mistake("description", "is missing; say under purpose what the product is for.");
        }

        var custom = CustomPropertyReader.Read(map, CustomPropertyNames.OfContract);
        var tables = map.Maps("schema", TableReader.Read);
        if (tables.Count == 0)
        {
            map.Mistake("schema", "must list at least one table.");
        }

        foreach (var repeated in tables.GroupBy(table => table.Name).Where(group => group.Key != default && group.Count() > 1))
        {
            map.Mistake("schema", $"names the table '{repeated.Key}' more than once.");
        }

        CheckRowScopes(map, tables);
        CheckSampleQueries(map, custom.SampleQueries, tables);
        var name = Name(map);
        var contract = new DataContract
        {
            Id = map.Text("id"),
            Name = name,
            Title = map.OptionalText("dataProduct") ?? (name == default ? "" : name.Value),
            Version = map.Text("version"),
            Status = map.Text("status"),
            Domain = map.OptionalText("domain"),
            Tags = map.Texts("tags"),
            Purpose = description?.Text ?? "",
            Usage = description?.Usage,
            Limitations = description?.Limitations,
            Tables = tables,
            ServiceLevels = map.Maps("slaProperties", ServiceLevelOf),
            Price = map.Map("price", PriceOf),
            Support = map.Maps("support", SupportOf),
            CustomProperties = custom.Texts,
            SampleQueries = custom.SampleQueries,
        };
        map.Finish();
        return contract;
    }

    private sealed record Purpose(string Text, string? Usage, string? Limitations)
    {
        internal static Purpose Read(MapReader map) => new(map.Text("purpose"), map.OptionalText("usage"), map.OptionalText("limitations"));
    }

    private static ProductName Name(MapReader map)
    {
        var text = map.Text("name");
        if (!ProductName.TryParse(text, out var name) && text.Length > 0)
        {
            map.Mistake("name", $"'{text}' is not a product name: 3 to 63 lower-case letters, digits and hyphens.");
        }

        return name;
    }

    // A table whose scope was forgotten would give every row of what its neighbour gives by rows.
    private static void CheckRowScopes(MapReader map, IReadOnlyList<ContractTable> tables)
    {
        var scopes = tables.Select(table => table.RowScope).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var table in tables.Where(table => !table.StatesRowScope))
        {
            if (table.Columns.FirstOrDefault(column => scopes.Contains(column.Name)) is { } column)
            {
                map.Mistake(
                    "schema",
                    $"'{table.Name}' has the column '{column.Name}', by which another table is granted; give it {CustomPropertyNames.RowScope}: {column.Name}, "
                    + $"or '{CustomPropertyNames.EveryRow}' if every client gets every row.");
            }
        }
    }

    private static void CheckSampleQueries(MapReader map, IReadOnlyList<SampleQuery> queries, IReadOnlyList<ContractTable> tables)
    {
        var names = tables.Where(table => table.Name != default).Select(table => table.Name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var query in queries)
        {
            foreach (Match placeholder in Placeholder().Matches(query.Sql))
            {
                if (!names.Contains(placeholder.Groups[1].Value))
                {
                    map.Mistake("customProperties", $"the sample query '{query.Title}' reads {placeholder.Value}, which is not a table of the contract.");
                }
            }
        }
    }

    [GeneratedRegex(@"\$\{([^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    private static ServiceLevel ServiceLevelOf(MapReader map)
    {
        _ = map.OptionalText("element");
        _ = map.OptionalText("driver");
        return new ServiceLevel(map.Text("property"), map.Text("value"), map.OptionalText("unit"), map.OptionalText("description"));
    }

    private static Price PriceOf(MapReader map)
    {
        var amount = map.Number("priceAmount");
        var currency = map.Text("priceCurrency");
        if (amount is null or < 0)
        {
            map.Mistake("priceAmount", "must be a number, zero or more.");
        }

        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
        {
            map.Mistake("priceCurrency", "must be an ISO 4217 code such as USD.");
        }

        return new Price(amount ?? 0, currency, map.Text("priceUnit"));
    }

    private static SupportChannel SupportOf(MapReader map)
    {
        _ = map.OptionalText("tool");
        _ = map.OptionalText("scope");
        var url = map.Text("url");
        if (!url.StartsWith("https://", StringComparison.Ordinal) && !url.StartsWith("mailto:", StringComparison.Ordinal))
        {
            map.Mistake("url", "must start with https:// or mailto:.");
        }

        return new SupportChannel(map.Text("channel"), url, map.OptionalText("description"));
    }
}
