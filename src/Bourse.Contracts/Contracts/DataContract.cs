using Bourse.Access.Resources;

namespace Bourse.Contracts;

/// <summary>
/// A data contract: what a product promises. Written in the Open Data Contract Standard 3.1 (YAML), of which this reads the parts that a product is
/// made of; a key it does not know is a mistake, never ignored.
/// </summary>
public sealed record DataContract
{
    /// <summary>The contract's own id.</summary>
    public required string Id { get; init; }

    /// <summary>The product's name.</summary>
    public required ProductName Name { get; init; }

    /// <summary>The product's name for people, where stated; else its name.</summary>
    public required string Title { get; init; }

    /// <summary>The contract's version, as its owner counts.</summary>
    public required string Version { get; init; }

    /// <summary>The contract's status in its owner's words, for example <c>active</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The business domain, where stated.</summary>
    public string? Domain { get; init; }

    /// <summary>Search words.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What the product is for; the listing's first line.</summary>
    public required string Purpose { get; init; }

    /// <summary>How it is meant to be used, where stated.</summary>
    public string? Usage { get; init; }

    /// <summary>What it must not be used for or relied on for, where stated.</summary>
    public string? Limitations { get; init; }

    /// <summary>The tables, in the contract's order; at least one.</summary>
    public required IReadOnlyList<ContractTable> Tables { get; init; }

    /// <summary>Service levels.</summary>
    public required IReadOnlyList<ServiceLevel> ServiceLevels { get; init; }

    /// <summary>The price, where stated.</summary>
    public Price? Price { get; init; }

    /// <summary>Where to ask.</summary>
    public required IReadOnlyList<SupportChannel> Support { get; init; }

    /// <summary>Custom properties as text, by name.</summary>
    public required IReadOnlyDictionary<string, string> CustomProperties { get; init; }

    /// <summary>Queries worth trying, from the custom property <c>bourse.sampleQueries</c>.</summary>
    public required IReadOnlyList<SampleQuery> SampleQueries { get; init; }

    /// <summary>The terms of use, from the custom property <c>bourse.terms</c>, where stated.</summary>
    public string? Terms => CustomProperties.GetValueOrDefault(CustomPropertyNames.Terms);

    /// <summary>How far back it goes and whether it is point in time, from the custom property <c>bourse.history</c>, where stated.</summary>
    public string? History => CustomProperties.GetValueOrDefault(CustomPropertyNames.History);

    /// <summary>What it covers, from the custom property <c>bourse.coverage</c>, where stated.</summary>
    public string? Coverage => CustomProperties.GetValueOrDefault(CustomPropertyNames.Coverage);

    /// <summary>Columns that make a good first chart, from the custom property <c>bourse.suggestedAxes</c>, where stated.</summary>
    public string? SuggestedAxes => CustomProperties.GetValueOrDefault(CustomPropertyNames.SuggestedAxes);

    /// <summary>
    /// Whether the listing may show rows, sizes and measures of the whole tables, from the custom property <c>bourse.listing.volume</c>;
    /// false where it is not stated.
    /// </summary>
    public bool ShowsVolume => CustomProperties.GetValueOrDefault(ListingVolume.Property) == ListingVolume.Public;

    /// <summary>The schemes its identifiers are of, as the columns state them, each once.</summary>
    public IReadOnlyList<string> Identifiers =>
        [.. Tables.SelectMany(table => table.Columns).Select(column => column.Identifier).OfType<string>().Distinct(StringComparer.Ordinal)];
}
