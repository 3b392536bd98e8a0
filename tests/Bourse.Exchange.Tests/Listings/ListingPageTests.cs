using System.Text.RegularExpressions;
using Bourse.Contracts;
using Bourse.Exchange.Listings;
using Bourse.Exchange.Listings.Snippets;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Tests.Listings;

public sealed partial class ListingPageTests
{
    [Fact]
    public void A_page_shows_what_a_client_wants_to_know_before_it_asks()
    {
        var page = Words(ListingPage.Render(ListingSamples.ShowingVolume(ListingSamples.Listing())));
        foreach (var expected in new[]
        {
            "Portfolio analytics", "portfolio-analytics version 1.0.0 active", "69,542 rows", "1 table", "2 latest revision", "1 of 2 quality rules hold",
            "48,000 USD a year",
            "Update frequency 1 month. A revision each month.", "History Point in time.", "Coverage 12 model funds", "Identifiers Meridian fund number, ISO 4217",
            "Freshness Revision 2, published 2026-07-11 06:00 UTC. Values are known ten days after the month at the latest.", "End of support 12 months.",
            "Terms For the subscriber's own use.", "Questions data-desk",
            "Audit log Who was let in and who was not is recorded; the log's newest signed checkpoint is for anybody to keep.",
            "fund_id string Meridian's fund number.", "nav decimal(18,6) Net asset value of one unit", "> 0 and ≤ 10000000",
            "MER-IDX-500 2026-06-30 2026-07-10 12:00 UTC 28,227.112608 —", "−97.089344", "Not shown here: management_fee_bps .",
            "✓ yes nav_history whole_history", "! no nav_history known_in_time", "2 2026-07-11 06:00 UTC 69,542 1.2 MB Adds June 2026 and restates one value.",
        })
        {
            Assert.Contains(expected, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_the_contracts_word_for_it_a_page_tells_nothing_that_is_measured_over_all_rows()
    {
        var listing = ListingSamples.Listing();
        var larger = listing with
        {
            Revisions =
            [
                .. listing.Revisions.Select(revision => revision with
                {
                    Assets = [.. revision.Assets.Select(asset => asset with { RowCount = 7_777_777, SizeBytes = 888_888_888, FileCount = 99 })],
                    Quality = new QualityReport([.. revision.Quality.Results.Select(result => result with { Measured = "4321" })]),
                }),
            ],
        };

        Assert.Equal(ListingPage.Render(listing), ListingPage.Render(larger));
        Assert.Equal(IndexPage.Render("Meridian", [listing]), IndexPage.Render("Meridian", [larger]));
        Assert.DoesNotContain("Measured</th>", ListingPage.Render(listing), StringComparison.Ordinal);
        // And with it, each of them is there: the pages above do not agree because they hold nothing.
        var shown = Words(ListingPage.Render(ListingSamples.ShowingVolume(larger)));
        Assert.All(new[] { "7,777,777 rows", "7,777,777 888.9 MB", "≤ 10 4321 yes" }, text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Contains("7,777,777 rows", IndexPage.Render("Meridian", [ListingSamples.ShowingVolume(larger)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Why_a_rule_could_not_be_measured_is_the_providers_alone()
    {
        var listing = ListingSamples.ShowingVolume(ListingSamples.Listing());
        var problem = listing with
        {
            Revisions =
            [
                .. listing.Revisions.Select(revision => revision with
                {
                    Quality = new QualityReport([.. revision.Quality.Results.Select(result => result with { Problem = "Could not convert 'Hedge Fund Partners'" })]),
                }),
            ],
        };

        Assert.Equal(ListingPage.Render(listing), ListingPage.Render(problem));
    }

    [Theory]
    [InlineData("portfolio-analytics", false)]
    [InlineData("esg-insights-v2", false)]
    [InlineData("benchmarks", true)]
    [InlineData("risk", true)]
    [InlineData("macro", true)]
    public void The_pack_shows_volume_of_what_every_client_sees_whole(string product, bool shown)
    {
        var contract = ListingSamples.Contract(product);
        Assert.Equal((shown, shown), (contract.ShowsVolume, contract.Tables.All(table => table.RowScope is null)));
    }

    [Fact]
    public void Restricted_and_undescribed_columns_never_reach_the_page()
    {
        var page = ListingPage.Render(ListingSamples.Listing());
        Assert.DoesNotContain("not described", page, StringComparison.Ordinal);
        Assert.DoesNotContain("""<td class="number">9</td>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("""<td class="number">20</td>""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_a_contract_or_a_row_holds_becomes_markup()
    {
        const string attack = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
        var listing = ListingSamples.Listing();
        var contract = listing.Contract;
        var table = contract.Tables[0] with
        {
            Description = attack,
            Grain = attack,
            RowScope = attack,
            Columns =
                [.. contract.Tables[0].Columns.Select(column => column with { Description = attack, Identifier = attack, Examples = [attack], PhysicalType = attack })],
        };
        var hostile = listing with
        {
            Provider = attack,
            Contract = contract with
            {
                Id = attack, Title = attack, Purpose = attack, Usage = attack, Limitations = attack, Status = attack, Version = attack, Tags = [attack], Tables = [table],
                SampleQueries = [new SampleQuery(attack, attack)], ServiceLevels = [new ServiceLevel(attack, attack, attack, attack)],
                Support = [new SupportChannel(attack, "mailto:a@b.example" + attack, attack)], Price = new Price(1, attack, attack),
                CustomProperties = new Dictionary<string, string> { ["bourse.terms"] = attack, ["bourse.history"] = attack, ["bourse.coverage"] = attack },
            },
            Revisions = [listing.Revisions[0] with { Comment = attack }],
        };

        foreach (var page in new[] { ListingPage.Render(hostile), IndexPage.Render(attack, [hostile]) })
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
            // Every attribute that is there is one the templates spell out.
            var attributes = Tag().Matches(page).SelectMany(tag => Attribute().Matches(tag.Value).Select(attribute => attribute.Groups[1].Value))
                .ToHashSet(StringComparer.Ordinal);
            Assert.Subset(new HashSet<string>(StringComparer.Ordinal) { "lang", "charset", "http-equiv", "content", "name", "href", "class", "rel", "scope", "tabindex" },
                attributes);
        }
    }

    [Fact]
    public void A_page_loads_nothing_from_anywhere()
    {
        var page = ListingPage.Render(ListingSamples.Listing());
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_tool_has_a_setup_and_queries_that_name_the_table_its_way()
    {
        var page = System.Net.WebUtility.HtmlDecode(ListingPage.Render(ListingSamples.Listing()));
        foreach (var expected in new[]
        {
            "exchange.`portfolio-analytics.nav_history`", "exchange.\"portfolio-analytics\".nav_history", "exchange.`portfolio-analytics`.nav_history",
            "storage_endpoint = 'https://objects.meridian.example'", "ENDPOINT 'https://data.meridian.example/iceberg'",
            "iceberg.rest-catalog.oauth2.server-uri=https://data.meridian.example/oauth/token",
            "aws s3 ls --endpoint-url https://objects.meridian.example --recursive s3://portfolio-analytics/", "role/client", "to_duckdb(name, connection=sql)",
            "tables(\"portfolio-analytics\", \"nav_history\").sql(\"SELECT ", "'https://data.meridian.example/v2/funds/MER-IDX-500/nav'",
            "-o checkpoint.txt https://data.meridian.example/v2/audit/checkpoint",
        })
        {
            Assert.Contains(expected, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("${nav_history}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_of_a_shell_of_SQL_ends_with_one_semicolon()
    {
        var contract = ListingSamples.Contract("portfolio-analytics");
        var endings = contract with { SampleQueries = [new("Plain", "SELECT 1 FROM ${nav_history}"), new("Ended", "SELECT 2 FROM ${nav_history} ; \n")] };
        foreach (var tool in ToolSnippets.For(endings, ListingSamples.Endpoints).Where(tool => tool.Tool is "ClickHouse" or "DuckDB" or "Spark" or "Trino"))
        {
            Assert.Equal(2, tool.Queries.Count);
            Assert.All(tool.Queries, query => Assert.Matches(@"\ASELECT [12] FROM [^;]*[^; ];\z", query.Text));
        }
    }

    [Fact]
    public void Every_variable_of_a_snippet_is_explained()
    {
        var page = ListingPage.Render(ListingSamples.Listing());
        var used = ToolSnippets.For(ListingSamples.Contract("portfolio-analytics"), ListingSamples.Endpoints)
            .SelectMany(tool => tool.Queries.Select(query => query.Text).Append(tool.Setup))
            .SelectMany(text => Variable().Matches(text).Select(match => match.Value))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(["BOURSE_ACCOUNT", "BOURSE_CLIENT_ID", "BOURSE_CLIENT_SECRET"], used);
        Assert.All(used, variable => Assert.Contains($"<code>{variable}</code>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_product_without_a_revision_says_so()
    {
        var page = Words(ListingPage.Render(ListingSamples.Listing() with { Revisions = [], Samples = [] }));
        Assert.Contains("No revision has been published yet.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Sample rows", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_is_one_file_a_product_and_an_index_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("listing-site-").FullName;
        try
        {
            var site = new ListingSite(folder);
            site.Write("Meridian", [ListingSamples.Listing(), ListingSamples.Listing("macro")], CancellationToken.None);
            site.Write("Meridian", [ListingSamples.Listing(), ListingSamples.Listing("macro")], CancellationToken.None);

            Assert.Equal(
                ["index.html", "macro.html", "portfolio-analytics.html"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Contains("""<a href="macro.html">Macro indicators</a>""", await File.ReadAllTextAsync(Path.Combine(folder, "index.html")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Words(string page) =>
        Blank().Replace(System.Net.WebUtility.HtmlDecode(Tag().Replace(page, " ")), " ");

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("\\s([a-z-]+)=\"[^\"]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    [GeneratedRegex("BOURSE_[A-Z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
