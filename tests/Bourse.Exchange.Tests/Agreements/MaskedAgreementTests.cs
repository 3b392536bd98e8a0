using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Access.Resources;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Reading;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Agreements;

public sealed class MaskedAgreementTests
{
    private static readonly TableName Nav = TableName.Parse("nav");
    private static readonly RequestContext Context = new("request-1", "test");

    [Fact]
    public async Task An_agreements_masks_are_in_its_grant_its_projection_and_its_welcome()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();

        var applied = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(Agreement("\"NAV:bucket(2); nav.fee_bps:last4\"")));

        var rules = Assert.Single(applied.Grants).Tables[Nav];
        Assert.Equal([1, 2, 3], rules.FieldIds.ToArray());
        Assert.Equal(ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.Bucket(2)).Add(3, new Mask.LastFour()), rules.Masks);
        await world.Projections.RefreshAsync();
        var projected = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, Nav)!;
        Assert.Equal("fund_id string, nav double, fee_bps string", string.Join(", ", projected.Schema.Fields.Select(field => $"{field.Name} {field.Type}")));
        Assert.Contains(
            "fund_id, nav (masked: bucket(2)), fee_bps (masked: last4) (rows of A, B)", await File.ReadAllTextAsync(applied.Welcome.File), StringComparison.Ordinal);

        // A look-up gives what the projection shows.
        var caller = await world.CallerAsync();
        var rows = Assert.IsType<ReadOutcome<RowPage>.Found>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "B", Context, default)).Value;
        Assert.Equal(["B", "2", "****"], Assert.Single(rows.Rows).Select(value => value?.ToString()));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fee_bps", "****", Context, default));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fee_bps", "20", Context, default));
    }

    [Theory]
    [InlineData("hash", "product/fund-data")]
    [InlineData("hash(subscriber)", "subscriber/fund-data/222222222222")]
    public async Task A_hash_has_the_key_of_its_product_or_of_its_subscriber(string mask, string key)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var applied = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(Agreement($"[\"fee_bps:{mask}\"]")));
        Assert.Equal(new Mask.KeyedHash(HashKey.Parse(key)), Assert.Single(Assert.Single(applied.Grants).Tables[Nav].Masks).Value);
    }

    [Theory]
    [InlineData("nav.fees:last4", "Masked_Columns__c: 'nav.fees' is not a column that the agreement shows; write column or table.column as the contract does.")]
    [InlineData("fee_bps:blur", "Masked_Columns__c: 'fee_bps:blur' names no mask; write one of redact, null, constant(value), last4, hash, hash(subscriber), year, "
        + "quarter, month, week, day, hour, bucket(width).")]
    [InlineData("fee_bps:redact", "Masked_Columns__c: 'fee_bps:redact' does not fit nav.fee_bps: redact takes string, and the column is int.")]
    [InlineData("fee_bps:bucket(0.5)", "Masked_Columns__c: 'fee_bps:bucket(0.5)' does not fit nav.fee_bps: a bucket's width must be a value of the column's type, int.")]
    [InlineData("fee_bps:last4;nav.fee_bps:null", "Masked_Columns__c: 'fee_bps:last4' and 'nav.fee_bps:null' both mask nav.fee_bps; leave one.")]
    [InlineData("fee_bps", "Masked_Columns__c: 'fee_bps' must be column:mask or table.column:mask, for example account_id:last4.")]
    [InlineData(":last4", "Masked_Columns__c: ':last4' must be column:mask or table.column:mask, for example account_id:last4.")]
    public async Task A_mask_that_cannot_be_put_on_a_column_names_the_field_the_column_and_the_rule(string masks, string expected)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        Assert.Equal([expected], Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(Agreement($"\"{masks}\""))).Mistakes);
        Assert.Equal(0, await world.CountAsync("SELECT count(*) FROM grants"));
    }

    [Theory]
    [InlineData("last4", "null", "LastFour")]
    [InlineData("last4", "\"fee_bps:bucket(10)\"", "Bucket")]
    [InlineData("redact", "null", "bourse.mask: 'nav.fee_bps:redact' does not fit nav.fee_bps: redact takes string, and the column is int.")]
    public async Task A_column_that_its_contract_masks_is_shown_with_that_mask_or_another_and_never_as_it_is(string contract, string agreement, string expected)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var masked = ExchangeDocuments.Contract.Replace(
            "        description: The fee.",
            $"        description: The fee.\n        customProperties:\n          - property: bourse.mask\n            value: {contract}", StringComparison.Ordinal);
        Assert.IsType<Contracts.ContractParse.Valid>(await world.Desk.PutAsync(masked, "tester", default));
        await world.PublishAsync();

        var outcome = await world.ApplyAsync(Agreement(agreement));

        Assert.Equal(expected, outcome is ApplyOutcome.Applied applied
            ? Assert.Single(Assert.Single(applied.Grants).Tables[Nav].Masks).Value.GetType().Name
            : Assert.Single(Assert.IsType<ApplyOutcome.Rejected>(outcome).Mistakes));
    }

    [Fact]
    public async Task A_column_that_is_hidden_stays_hidden_and_is_not_masked()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var hidden = Agreement("\"fee_bps:last4\"").Replace("\"Hidden_Columns__c\": null", "\"Hidden_Columns__c\": \"nav.fee_bps\"", StringComparison.Ordinal);
        Assert.Equal(
            ["Masked_Columns__c: 'fee_bps' is not a column that the agreement shows; write column or table.column as the contract does."],
            Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(hidden)).Mistakes);
    }

    [Fact]
    public async Task A_revision_in_which_a_mask_does_not_fit_its_column_any_more_is_not_published()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var applied = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(Agreement("\"fee_bps:last4\"")));
        var grant = Assert.Single(applied.Grants);
        // As it is after the column got another type: the mask was for text.
        var unfit = grant with { Tables = new Dictionary<TableName, RuleSet> { [Nav] = grant.Tables[Nav] with { Masks = grant.Tables[Nav].Masks.SetItem(
            3, new Mask.Redact()) } } };
        Assert.IsType<GrantOutcome.Stored>(await world.Metastore.WriteAsync(session => world.Grants.PutAsync(session, unfit)));
        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 90 AS fee_bps");

        Assert.Equal(
            ["nav.fee_bps: agreement CTR-1 masks it with redact, which does not fit any more: redact takes string, and the column is int; terminate it and apply one "
                + "whose mask fits."],
            Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync()).Mistakes);
    }

    private static string Agreement(string masked) => ExchangeDocuments.Agreement.Replace(
        "\"Hidden_Columns__c\": \"nav.fee_bps\"", $"\"Hidden_Columns__c\": null, \"Masked_Columns__c\": {masked}", StringComparison.Ordinal);
}
