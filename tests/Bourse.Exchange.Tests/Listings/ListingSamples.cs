using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Listings;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Tests.Listings;

/// <summary>A listing of the pack's leading product, small enough to read.</summary>
internal static class ListingSamples
{
    internal static readonly ClientEndpoints Endpoints = new()
    {
        Catalog = new Uri("https://data.meridian.example/iceberg"),
        Token = new Uri("https://data.meridian.example/oauth/token"),
        Objects = new Uri("https://objects.meridian.example"),
        Api = new Uri("https://data.meridian.example/"),
        Region = "eu-central-1",
        Warehouse = "bourse",
        FundValues = new FundValues(ProductName.Parse("portfolio-analytics"), TableName.Parse("nav_history")),
    };

    internal static string Pack => Path.Combine(Repository.Root, "packs", "asset-management");

    internal static DataContract Contract(string product) =>
        ((ContractParse.Valid)ContractReader.Read(File.ReadAllText(Path.Combine(Pack, "contracts", product + ".yaml")))).Contract;

    internal static ProductListing Listing(string product = "portfolio-analytics") => new()
    {
        Contract = Contract(product),
        Provider = "Meridian Asset Management",
        Revisions = [Revision(2, "Adds June 2026 and restates one value."), Revision(1, "First revision.")],
        Samples =
        [
            new TableSample(
                TableName.Parse("nav_history"),
                ["fund_id", "valid_date", "known_at", "nav", "management_fee_bps", "restatement_reason", "internal_note"],
                [
                    ["MER-IDX-500", new DateOnly(2026, 6, 30), new DateTimeOffset(2026, 7, 10, 12, 0, 0, TimeSpan.Zero), 28227.112608m, 9, null, "not described"],
                    ["MER-FX-EUR", new DateOnly(2017, 12, 1), new DateTimeOffset(2017, 12, 4, 21, 15, 0, TimeSpan.Zero), -97.089344m, 20, "<script>alert(1)</script>",
                        "not described"],
                ]),
        ],
        Endpoints = Endpoints,
    };

    /// <summary>The same, under a contract that has volume shown.</summary>
    internal static ProductListing ShowingVolume(ProductListing listing) => listing with
    {
        Contract = listing.Contract with
        {
            CustomProperties = new Dictionary<string, string>(listing.Contract.CustomProperties, StringComparer.Ordinal) { ["bourse.listing.volume"] = "public" },
        },
    };

    private static Revision Revision(int number, string comment) => new()
    {
        Product = ProductName.Parse("portfolio-analytics"),
        Number = number,
        Id = new string('a', 32),
        PublishedAt = new DateTimeOffset(2026, 7, 11, 6, 0, number, TimeSpan.Zero),
        Comment = comment,
        ContractDigest = new string('b', 64),
        Assets =
        [
            new RevisionAsset
            {
                Table = "nav_history", Source = "gold.nav_history", SourceUuid = Guid.Empty, SnapshotId = 1, Digest = new string('c', 64), RowCount = 69540 + number,
                FileCount = 5, SizeBytes = 1234567, SchemaJson = "{}",
            },
        ],
        Quality = new QualityReport(
        [
            Result("whole_history", "Every fund with its whole history.", true, true),
            Result("known_in_time", "A first value is known within ten days of its date.", false, false),
        ]),
    };

    private static RuleResult Result(string rule, string description, bool passed, bool blocking) => new()
    {
        Table = "nav_history", Rule = rule, Description = description, Measured = "12", Expected = "≤ 10", Passed = passed, Blocking = blocking,
    };
}
