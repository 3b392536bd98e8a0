using System.Globalization;
using Bourse.Contracts;
using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Listings.Snippets;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>A product's public page, generated from its contract and its revisions: what a client may know before it asks.</summary>
public static class ListingPage
{
    /// <summary>Renders the page: one HTML document without scripts, complete in itself.</summary>
    public static string Render(ProductListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var contract = listing.Contract;
        return PageFrame.Render($"{contract.Title} · {listing.Provider}", Markup.Of($"""
            <header>
            <a href="index.html">All products</a> <span class="quiet">of {listing.Provider}</span>
            <h1>{contract.Title}</h1>
            <span class="badge id">{contract.Name.Value}</span>{Tag($"version {contract.Version}")}{Tag(contract.Status)}{contract.Tags.Select(Tag)}
            <p class="lead">{contract.Purpose}</p>
            {Limitations(contract)}
            {Figures(listing)}
            </header>
            <main>
            {Facts(listing)}
            {DictionarySection.Render(contract)}
            {SampleSection.Render(listing)}
            {Queries(listing)}
            {QualitySection.Render(listing)}
            {RevisionSection.Render(listing)}
            </main>
            <footer>{Freshness(listing)} Generated from the data contract <span class="id">{contract.Id}</span>.</footer>
            """));
    }

    private static Markup Tag(string tag) => Markup.Of($"""<span class="badge">{tag}</span>""");

    private static Markup Limitations(DataContract contract) =>
        contract.Limitations is null ? Markup.Empty : Markup.Of($"""<p class="note">{contract.Limitations}</p>""");

    private static Markup Figures(ProductListing listing)
    {
        if (listing.Revisions is not [var latest, ..])
        {
            return Markup.Of($"""<p class="note">No revision has been published yet.</p>""");
        }

        var passed = latest.Quality.Results.Count(result => result.Passed);
        return Markup.Of($"""
            <ul class="figures">
            {Rows(listing, latest)}<li><strong>{CellText.Count(latest.Assets.Count)}</strong>{(latest.Assets.Count == 1 ? "table" : "tables")}</li>
            <li><strong>{latest.Number}</strong>latest revision</li>
            <li><strong>{passed} of {latest.Quality.Results.Count}</strong>quality rules hold</li>
            {Price(listing.Contract.Price)}</ul>
            """);
    }

    private static Markup Rows(ProductListing listing, Revision latest) => listing.Contract.ShowsVolume
        ? Markup.Of($"""<li><strong>{CellText.Count(latest.RowCount)}</strong>rows</li>{"\n"}""")
        : Markup.Empty;

    private static Markup Price(Price? price) =>
        price is null ? Markup.Empty : Markup.Of($"<li><strong>{PriceAmount(price)}</strong>{PriceUnit(price)}</li>\n");

    private static Markup Facts(ProductListing listing)
    {
        var contract = listing.Contract;
        (string Name, string? Value)[] facts =
        [
            ("Use", contract.Usage),
            ("Update frequency", Level(contract, "frequency")),
            ("History", contract.History),
            ("Coverage", contract.Coverage),
            ("Identifiers", contract.Identifiers.Count == 0 ? null : string.Join(", ", contract.Identifiers)),
            ("Freshness", Freshness(listing)),
            ("Terms", contract.Terms),
            ("Price", contract.Price is null ? null : $"{PriceAmount(contract.Price)} {PriceUnit(contract.Price)}"),
            .. contract.ServiceLevels.Where(level => level.Property is not ("frequency" or "latency"))
                .Select(level => (Capital(level.Property), (string?)Describe(level))),
        ];
        return Markup.Of($"""
            <h2>At a glance</h2>
            <table class="facts">
            {facts.Where(fact => fact.Value is not null).Select(fact => Fact(fact.Name, Markup.Of($"{fact.Value}")))}{Questions(contract)}{Proof(listing.Endpoints)}
            </table>
            """);
    }

    private static Markup Fact(string name, Markup value) => Markup.Of($"""
        <tr><th scope="row">{name}</th><td>{value}</td></tr>

        """);

    private static Markup Questions(DataContract contract) =>
        contract.Support.Count == 0 ? Markup.Empty : Fact("Questions", Markup.Of($"{contract.Support.Select(Support)}"));

    private static Markup Proof(ClientEndpoints at) => Fact("Audit log", Markup.Of($"""
        Who was let in and who was not is recorded; the log's <a href="{at.Checkpoint.AbsoluteUri}">newest signed checkpoint</a> is for anybody to keep.
        """));

    private static Markup Support(SupportChannel channel) =>
        Markup.Of($"""<a href="{channel.Url}" rel="noreferrer">{channel.Channel}</a> {channel.Description}<br>""");

    private static Markup Queries(ProductListing listing) => Markup.Of($"""
        <h2>Query it in place</h2>
        <p>With your own tool, live, without copies. You see the rows and columns of your agreement; the same statement shows another client other rows.</p>
        <p><code>BOURSE_CLIENT_ID</code> and <code>BOURSE_CLIENT_SECRET</code> are what your activation showed; they go into the environment, or where <code>CLIENT_ID</code> and
        <code>CLIENT_SECRET</code> stand. <code>BOURSE_ACCOUNT</code> is the account in your welcome message.</p>
        {ToolSnippets.For(listing.Contract, listing.Endpoints).Select(Snippet)}
        """);

    private static Markup Snippet(ToolSnippet snippet) => Markup.Of($"""
        <details name="tool"><summary>{snippet.Tool}</summary>
        <p class="quiet">Needs {snippet.Needs}. {snippet.Proof}</p>
        <h3>Once</h3>
        <pre tabindex="0"><code>{snippet.Setup}</code></pre>
        {snippet.Queries.Select(query => Markup.Of($"""<h3>{query.Title}</h3><pre tabindex="0"><code>{query.Text}</code></pre>{"\n"}"""))}</details>

        """);

    private static string Freshness(ProductListing listing)
    {
        var published = listing.Revisions is [var latest, ..]
            ? $"Revision {latest.Number.ToString(CultureInfo.InvariantCulture)}, published {CellText.Instant(latest.PublishedAt)}."
            : "Not published yet.";
        var latency = listing.Contract.ServiceLevels.FirstOrDefault(level => level.Property == "latency");
        return latency is null ? published : $"{published} {latency.Description ?? Describe(latency)}";
    }

    private static string? Level(DataContract contract, string property) =>
        contract.ServiceLevels.FirstOrDefault(level => level.Property == property) is { } level ? Describe(level) : null;

    private static string Describe(ServiceLevel level)
    {
        var unit = level.Unit switch
        {
            "d" => " days", "m" => " months", "y" => " years", "h" => " hours", "percent" => " %", null => "", var other => " " + other,
        };
        var value = $"{level.Value}{(level.Value == "1" && unit.EndsWith('s') ? unit[..^1] : unit)}";
        return level.Description is null ? value : $"{value}. {level.Description}";
    }

    // The standard writes endOfSupport; people read End of support.
    private static string Capital(string property) => property.Length == 0 ? property : char.ToUpperInvariant(property[0]) + string.Concat(property[1..].Select(Spaced));

    private static string Spaced(char letter) => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}";

    private static string PriceAmount(Price price) => price.Amount == 0 ? "Free" : $"{CellText.Of(price.Amount)} {price.Currency}";

    private static string PriceUnit(Price price) => price.Amount == 0 ? "of charge" : $"a {price.Unit}";
}
