using System.Globalization;
using Bourse.Access.Authorization;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Tests.Agreements;

public sealed class WelcomeAgainTests
{
    private const string Rating = "      - name: rating\n        logicalType: string\n        description: The rating.\n";
    private static readonly AgreementId Number = AgreementId.Parse("CTR-1");

    [Fact]
    public async Task The_message_keeps_its_product_and_announces_no_new_column_while_a_newer_contract_waits_for_its_revision()
    {
        await using var world = await WorldWithClientAsync();
        await world.Desk.PutAsync(ContractWithRating, "tester", default);

        Assert.Equal("nav: fund_id, nav (rows of A, B)", await ReadableAsync(world));
    }

    [Fact]
    public async Task A_column_that_came_after_the_agreement_is_announced_no_more_than_it_is_granted()
    {
        await using var world = await WorldWithClientAsync();
        await world.EvolveAsync(schema => schema.Add("rating", new IcebergType.String()));
        await world.Desk.PutAsync(ContractWithRating, "tester", default);
        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());

        Assert.Equal("nav: fund_id, nav (rows of A, B)", await ReadableAsync(world));
    }

    [Fact]
    public async Task The_rows_are_those_of_the_grant_though_the_contract_names_no_row_scope_any_more()
    {
        await using var world = await WorldWithClientAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("value: fund_id", "value: \"*\"", StringComparison.Ordinal), "tester", default);

        Assert.Equal("nav: fund_id, nav (rows of A, B)", await ReadableAsync(world));
    }

    [Fact]
    public async Task An_agreement_of_which_nothing_is_published_any_more_is_not_welcomed()
    {
        await using var world = await WorldWithClientAsync();
        var renamed = ExchangeDocuments.Contract.Replace("  - name: nav\n    phys", "  - name: values\n    phys", StringComparison.Ordinal);
        await world.Desk.PutAsync(renamed, "tester", default);

        var rejected = Assert.IsType<WelcomeOutcome.Rejected>(await world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));

        Assert.Equal(
            ["ADX_Data_Products__c: nothing that CTR-1 grants is published any more; list its tables in the contract again, or terminate it."], rejected.Mistakes);
    }

    [Fact]
    public async Task An_ended_agreement_a_terminated_one_and_an_unknown_one_get_no_link()
    {
        await using var world = await WorldWithClientAsync();

        Assert.IsType<WelcomeOutcome.Unknown>(await world.Onboarding.WelcomeAgainAsync(AgreementId.Parse("CTR-9"), "helpdesk", default));
        var now = TimeProvider.System.GetUtcNow();
        world.Clock.Ahead = DateTimeOffset.Parse("2050-01-01T00:00:01Z", CultureInfo.InvariantCulture) - now;
        Assert.IsType<WelcomeOutcome.Ended>(await world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));
        world.Clock.Ahead = TimeSpan.Zero;
        await world.Agreements.TerminateAsync(Number, "The client bought more.", "sales", default);
        Assert.IsType<WelcomeOutcome.Ended>(await world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));

        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM activation_links"));
    }

    private static string ContractWithRating => ExchangeDocuments.Contract.Replace("support:\n", $"{Rating}support:\n", StringComparison.Ordinal)
        .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal);

    private static async Task<ExchangeWorld> WorldWithClientAsync()
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));
        return world;
    }

    // The one line of the message that says what can be read.
    private static async Task<string> ReadableAsync(ExchangeWorld world)
    {
        var written = Assert.IsType<WelcomeOutcome.Written>(await world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));
        var mail = await File.ReadAllTextAsync(written.Delivery.File);
        Assert.DoesNotContain("rating", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("fee_bps", mail, StringComparison.Ordinal);
        Assert.Contains("exchange.`fund-data.nav`", mail, StringComparison.Ordinal);
        return Assert.Single(mail.Split("\r\n"), line => line.StartsWith("     nav: ", StringComparison.Ordinal)).Trim();
    }
}
