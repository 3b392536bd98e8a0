using System.Net;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Cli.Demo;
using Bourse.Cli.Tests.Demo;
using Bourse.Exchange.Agreements;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Snippets;

/// <summary>A client that pastes what its welcome message and the listing pages print gets answers, on the demo's exchange.</summary>
[Collection(DemoCollection.Name)]
[Trait("Runs", "measured")]
public sealed class SnippetTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DemoFact]
    public async Task Every_snippet_of_a_welcome_message_and_of_the_listing_pages_runs_as_printed_and_says_in_words_when_its_client_is_let_in_no_more()
    {
        Assert.Equal(ExitCode.Ok, (await demo.RunAsync()).ExitCode);
        var folder = new DataFolder(Path.Combine(demo.Folder, "exchange"));
        await using var node = await BourseNode.OpenAsync(folder, OnFreePorts(BourseOptionsFile.Read(folder)), TimeProvider.System, NullLoggerFactory.Instance, default);
        await node.StartAsync(logging => logging.AddFilter((_, _) => false), CancellationToken.None);
        await node.Exchange.Listings.RefreshAsync(CancellationToken.None);
        var applied = Assert.IsType<ApplyOutcome.Applied>(await node.Exchange.Onboarding.ApplyAsync(Encoding.UTF8.GetBytes(Agreement), "tester", default));

        var (text, printed) = await PrintedSnippet.OfMessageAsync(applied.Welcome.File);
        var runner = new SnippetRunner(await Activation.WithSecretAsync(text), _folder.Path);

        var all = new List<PrintedSnippet>(printed);
        AssertKnown(printed);
        foreach (var product in applied.Grants.Select(grant => grant.Product))
        {
            var page = PrintedSnippet.OfPage(await File.ReadAllTextAsync(Path.Combine(folder.Listings, $"{product}.html")));
            AssertKnown(page);
            all.AddRange(page);
        }
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (snippet, _) => await runner.RunAsync(snippet));

        Assert.IsType<StateOutcome.Changed>(
            await node.Exchange.AgreementDesk.SuspendAsync(AgreementId.Parse("CTR-2024-099"), "Payment is ninety days late.", "tester", default));
        await node.Access.Policy.RefreshAsync();
        foreach (var snippet in printed.Where(snippet => snippet.Tool is "AWS CLI" or "REST"))
            await runner.RefuseAsync(snippet);
        var at = node.Exchange.Endpoints;
        Assert.StartsWith(
            """{"id":1,"error":"access is refused; the client id or secret is wrong or has ended, or no agreement is in force (""",
            await runner.RefuseClickHouseAsync(new Dictionary<string, string?>
            {
                ["BOURSE_CATALOG"] = at.Catalog.AbsoluteUri, ["BOURSE_TOKEN_URL"] = at.Token.AbsoluteUri, ["BOURSE_STORAGE"] = at.Objects.AbsoluteUri,
                ["BOURSE_WAREHOUSE"] = at.Warehouse,
            }),
            StringComparison.Ordinal);
    }

    // The demo's story was told in a network of its own: here its ports may be another's.
    private static BourseOptions OnFreePorts(BourseOptions options) => options with
    {
        Server = options.Server with { Open = OnFreePort(options.Server.Open), Aws = OnFreePort(options.Server.Aws) },
    };

    private static ListenerOptions OnFreePort(ListenerOptions listener) => listener with { Endpoint = new IPEndPoint(IPAddress.Loopback, DemoPorts.Free()) };

    private static void AssertKnown(IEnumerable<PrintedSnippet> snippets) =>
        Assert.Equal(SnippetRunner.Known.Order(StringComparer.Ordinal), snippets.Select(snippet => snippet.Tool).Order(StringComparer.Ordinal));

    private const string Agreement =
        """
        {
          "ContractNumber": "CTR-2024-099", "Status": "Activated", "AWS_Account_ID__c": "444444444444", "Client_Name__c": "Snippet Readers",
          "Client_Email__c": "data@readers.example", "ADX_Data_Products__c": "portfolio-analytics;benchmarks;risk;macro;esg-insights-v2",
          "Authorized_Funds__c": "MER-IDX-500;MER-BAL-60;MER-FX-EUR", "Hidden_Columns__c": null, "StartDate": "2024-01-01", "EndDate": "2049-12-31"
        }
        """;
}
