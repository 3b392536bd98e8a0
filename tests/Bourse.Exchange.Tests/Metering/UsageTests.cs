using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Exchange.Metering;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Metering;

public sealed class UsageTests
{
    private static readonly ProductName s_other = ProductName.Parse("other-data");
    private static readonly AgreementId s_agreement = AgreementId.Parse("CTR-1");

    /// <summary>What was recorded, against the same sums written out.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Random_usage_adds_up_by_every_set_of_dimensions(int seed)
    {
        var random = new Random(seed);
        await using var world = await ExchangeWorld.CreateAsync();
        var recorded = Enumerable.Range(0, 60).Select(_ => Use.Random(random)).ToList();
        foreach (var use in recorded)
            await world.Log.AppendAsync(use.ToEntry(), default);
        var report = new UsageReport(world.Audit);

        for (var round = 0; round < 10; round++)
        {
            var by = Enum.GetValues<UsageDimension>().Where(_ => random.Next(2) == 0).ToList();
            var account = random.Next(2) == 0 ? AccountId.Parse("222222222222") : (AccountId?)null;
            var (from, to) = (Use.Day(random.Next(4)), Use.Day(4 + random.Next(3)));
            var expected = recorded.Where(use => use.Time >= from && use.Time < to && (account is null || use.Account == account))
                .GroupBy(use => string.Join("|", by.Select(use.Of)))
                .Select(group => $"{group.Key}: {group.Sum(use => use.Requests)} {group.Sum(use => use.Bytes)}").Order(StringComparer.Ordinal);
            var lines = await report.ReadAsync(new UsageRequest { By = by, Account = account, From = from, To = to }, default);
            Assert.Equal(expected, lines.Select(line => $"{string.Join("|", line.Of)}: {line.Requests} {line.Bytes}").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("", "other  ")]
    [InlineData("priceAmount: 0\n  priceUnit: year", "free 0.00 USD")]
    [InlineData("priceAmount: 100\n  priceUnit: month", "flat 100.00 USD")]
    [InlineData("priceAmount: 100\n  priceUnit: year", "flat 8.33 USD")]
    [InlineData("priceAmount: 0.005\n  priceUnit: request", "per-request 0.04 USD")] // 7 × 0.005 = 0.035
    [InlineData("priceAmount: 0.25\n  priceUnit: GB", "per-gigabyte 0.62 USD")] // 2.5 GB: 0.625, to the even cent
    [InlineData("priceAmount: 3\n  priceUnit: seat", "other  USD")]
    public async Task A_price_becomes_a_charge_by_its_unit(string price, string expected)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var contract = price.Length == 0 ? ExchangeDocuments.Contract : $"{ExchangeDocuments.Contract}\nprice:\n  priceCurrency: USD\n  {price}";
        await world.Desk.PutAsync(contract, "tester", default);
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        var use = new Use(new DateTimeOffset(2026, 3, 31, 23, 59, 0, TimeSpan.Zero), ExchangeWorld.Client, ExchangeWorld.Product, "nav", "s3", 7, 2_500_000_000);
        await world.Log.AppendAsync(use.ToEntry(), default);
        var charges = new ChargeReport(new UsageReport(world.Audit), world.Products, world.Grants);

        var charge = Assert.Single(await charges.ReadAsync(new DateOnly(2026, 3, 1), default));
        var plan = charge.Plan switch
        {
            ChargePlan.PerRequest => "per-request",
            ChargePlan.PerGigabyte => "per-gigabyte",
            var other => other.ToString().ToLowerInvariant(),
        };
        Assert.Equal(expected, string.Create(CultureInfo.InvariantCulture, $"{plan} {charge.Amount:0.00} {charge.Currency}"));
        Assert.Equal(("CTR-1", "222222222222", "fund-data", 7L, 2_500_000_000L), (charge.Agreement, charge.Account, charge.Product, charge.Requests, charge.Bytes));

        Assert.Equal(0, Assert.Single(await charges.ReadAsync(new DateOnly(2026, 4, 1), default)).Requests);
        Assert.Empty(await charges.ReadAsync(new DateOnly(2023, 12, 1), default)); // Before its term.
    }

    private sealed record Use(DateTimeOffset Time, AccountId Account, ProductName Product, string? Table, string Protocol, long Requests, long Bytes)
    {
        public static DateTimeOffset Day(int day) => new(2026, 3, 1 + day, 0, 0, 0, TimeSpan.Zero);

        public static Use Random(Random random) => new(
            Day(0).AddHours(random.Next(24 * 7)), AccountId.Parse(random.Next(2) == 0 ? "222222222222" : "333333333333"),
            random.Next(2) == 0 ? ExchangeWorld.Product : s_other, random.Next(4) == 0 ? null : random.Next(2) == 0 ? "nav" : "prices",
            random.Next(2) == 0 ? "s3" : "iceberg", random.Next(1, 9), random.Next(1 << 20));

        public string? Of(UsageDimension dimension) => dimension switch
        {
            UsageDimension.Day => Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            UsageDimension.Account => Account.Value,
            UsageDimension.Agreement => s_agreement.Value,
            UsageDimension.Product => Product.Value,
            UsageDimension.Table => Table,
            _ => Protocol,
        };

        public AuditEntry ToEntry() => new()
        {
            Time = Time, Kind = AuditKind.Usage, Action = "read-object", Decision = AuditDecision.Allow, Account = Account, Principal = "client", Session = "s",
            Agreement = s_agreement, Protocol = Protocol, RequestId = "", Usage = new AuditUsage(Requests, Bytes, []),
            Resource = ResourceText.Of(
                Table is null ? new Resource.Product(Product) : new Resource.StoredObject(Product, TableName.Parse(Table), $"{Table}/u/data/1.parquet")),
        };
    }
}
