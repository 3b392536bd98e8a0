using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Tests.Agreements;

public sealed class OnboardingTests
{
    private static readonly TableName Nav = TableName.Parse("nav");

    [Fact]
    public async Task An_agreement_becomes_a_grant_of_its_funds_and_columns_and_a_projection_of_just_those()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();

        var applied = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));

        var rules = Assert.Single(applied.Grants).Tables[Nav];
        Assert.Equal([1, 2], rules.FieldIds.ToArray());
        Assert.Equal(Expression.IsIn(1, new Literal.Text("A"), new Literal.Text("B")), rules.RowFilter);
        await world.Projections.RefreshAsync();
        var projected = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, Nav)!;
        Assert.Equal((2L, "fund_id, nav"), (projected.RowCount, string.Join(", ", projected.Schema.Fields.Select(field => field.Name))));
        var mail = await File.ReadAllTextAsync(applied.Welcome.File);
        Assert.Matches("\r\n   https://exchange\\.example/activate\\?token=[A-Za-z0-9_-]{43}\r\n", mail);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(applied.Welcome.File));
        }
    }

    [Fact]
    public async Task The_same_agreement_twice_has_one_effect_and_a_changed_one_is_refused()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);

        Assert.Equal(new ApplyOutcome.AlreadyApplied(AgreementId.Parse("CTR-1"), Welcome: null), await world.ApplyAsync(ExchangeDocuments.Agreement));
        var changed = await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("A;B", "A;B;C", StringComparison.Ordinal));
        Assert.Equal(
            ["ContractNumber: CTR-1 was applied with other content; an agreement does not change, give the new one its own number."],
            Assert.IsType<ApplyOutcome.Rejected>(changed).Mistakes);
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM grants"));
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM activation_links"));
    }

    [Fact]
    public async Task A_second_agreement_for_the_same_product_is_refused_by_the_first_ones_number()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);

        var second = await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal));

        Assert.Equal(
            ["ADX_Data_Products__c: account 222222222222 holds fund-data by agreement CTR-1, whose term has not ended; apply this one afterwards, "
                + "or run 'bourse agreements terminate CTR-1' first."],
            Assert.IsType<ApplyOutcome.Rejected>(second).Mistakes);
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM exchange_agreements"));
    }

    [Fact]
    public async Task The_successor_is_applied_on_the_day_after_the_end()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        var successor = ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal)
            .Replace("2024-01-01", "2050-01-01", StringComparison.Ordinal).Replace("2049-12-31", "2050-12-31", StringComparison.Ordinal);
        world.Clock.Ahead = DateTimeOffset.Parse("2050-01-01T08:00:00Z", CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();

        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(successor));

        Assert.Equal(
            [("CTR-1", AgreementState.Terminated), ("CTR-2", AgreementState.Active)],
            (await world.Grants.ListAsync(ExchangeWorld.Product)).Select(grant => (grant.Agreement.Value, grant.State)));
        var ended = await TerminationAsync(world);
        Assert.Equal(
            ("CTR-1", "Its term has ended, and CTR-2 follows it.", AuditDecision.Allow, ExchangeWorld.Client, "tester"),
            (ended.Agreement!.Value.Value, ended.Reason, ended.Decision, ended.Account, ended.Principal));
    }

    [Fact]
    public async Task An_agreement_that_is_terminated_makes_room_and_says_who_did_it_and_why()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        var number = AgreementId.Parse("CTR-1");

        Assert.Equal(
            new StateOutcome.Changed(AgreementState.Active),
            await world.Agreements.TerminateAsync(number, "The client bought more.", "sales", default));

        Assert.IsType<StateOutcome.Terminated>(await world.Agreements.ResumeAsync(number, "The invoice has been paid.", "tester", default));
        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal)));
        var ended = await TerminationAsync(world);
        Assert.Equal((number, "The client bought more.", "sales"), (ended.Agreement, ended.Reason, ended.Principal));
    }

    [Fact]
    public async Task A_second_agreement_reaches_an_account_only_where_its_first_one_did()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(
            ExchangeDocuments.Contract.Replace("fund-data", "other-data", StringComparison.Ordinal), "tester", default);
        await world.PublishAsync();
        await world.Publisher.PublishAsync(new PublishRequest(ProductName.Parse("other-data"), "The first.", "tester"), default);
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        var second = ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal).Replace("fund-data", "other-data", StringComparison.Ordinal);

        var elsewhere = await world.ApplyAsync(second.Replace("data@client.example", "other@elsewhere.example", StringComparison.Ordinal));

        Assert.Equal(
            ["Client_Email__c: account 222222222222 is Client One's, reached at data@client.example; write that address, or give this client its own account."],
            Assert.IsType<ApplyOutcome.Rejected>(elsewhere).Mistakes);
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM activation_links"));
        Assert.True(Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(second)).ReplacesLink);
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM activation_links"));
    }

    [Theory]
    [InlineData("fund-data", "no-such-product", "ADX_Data_Products__c: 'no-such-product' is not a listed product; 'bourse products' shows what is.")]
    [InlineData("A;B", "A;X", "Authorized_Funds__c: 'X' is in none of the granted products; correct its spelling, or leave it out.")]
    [InlineData("A;B", "A,B", "Authorized_Funds__c: 'A,B' is in none of the granted products; write ';' between funds, or leave it out.")]
    [InlineData("A;B", "", "Authorized_Funds__c: is empty, and nav is granted by fund_id; name the funds, or leave the product out.")]
    [InlineData("nav.fee_bps", "nav.fees", "Hidden_Columns__c: 'nav.fees' is not a column of the granted products; write column or table.column as the contract does.")]
    [InlineData("nav.fee_bps", "fund_id;nav;fee_bps", "Hidden_Columns__c: hides every column of fund-data.nav; leave one, or leave the product out.")]
    [InlineData("222222222222", "111111111111", "AWS_Account_ID__c: is the provider's own account; name the client's.")]
    [InlineData("222222222222", "22222", "AWS_Account_ID__c: must be exactly 12 digits, written as text, for example \"222222222222\".")]
    [InlineData("2049-12-31", "2024-12-31", "EndDate: is past; an agreement that has ended cannot be applied.")]
    public async Task A_mistake_names_the_field_and_leaves_nothing_behind(string right, string wrong, string expected)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();

        var outcome = await world.ApplyAsync(ExchangeDocuments.Agreement.Replace($"\"{right}\"", $"\"{wrong}\"", StringComparison.Ordinal));

        Assert.Equal([expected], Assert.IsType<ApplyOutcome.Rejected>(outcome).Mistakes);
        Assert.Equal(0, await world.CountAsync("SELECT (SELECT count(*) FROM grants) + (SELECT count(*) FROM accounts) + (SELECT count(*) FROM exchange_agreements)"));
        Assert.False(Directory.Exists(Path.Combine(world.Folder, "welcome")));
    }

    [Fact]
    public async Task An_agreement_waits_for_the_revision_of_a_contract_that_changed()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal), "tester", default);

        Assert.Equal(
            ["ADX_Data_Products__c: the contract of 'fund-data' is newer than its revision 1; publish the next revision first."],
            Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(ExchangeDocuments.Agreement)).Mistakes);

        await world.PublishAsync();
        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));
    }

    [Fact]
    public async Task Funds_that_would_filter_nothing_are_refused()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var unscoped =
            ExchangeDocuments.Contract.Replace("    customProperties:\n      - property: bourse.rowScope\n        value: fund_id\n", "", StringComparison.Ordinal);
        Assert.NotEqual(ExchangeDocuments.Contract, unscoped);
        Assert.IsType<Contracts.ContractParse.Valid>(await world.Desk.PutAsync(unscoped, "tester", default));
        await world.PublishAsync();

        Assert.Equal(
            ["Authorized_Funds__c: names funds, and no granted table is granted by fund; set bourse.rowScope in its contract, or write null to grant every row."],
            Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(ExchangeDocuments.Agreement)).Mistakes);
        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("\"A;B\"", "null", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Funds_are_found_in_a_table_of_very_many()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.AppendAsync("SELECT 'X' || range AS fund_id, 1::DOUBLE AS nav, 1 AS fee_bps FROM range(100001)");
        await world.PublishAsync();

        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("A;B", "A;X99999", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_table_is_granted_by_UUIDs_however_they_are_cased()
    {
        const string id = "0F8FAD5B-D9CB-469F-A165-70867728950E";
        await using var world = await ExchangeWorld.CreateAsync();
        var source = TableIdentifier.Parse("gold.ids");
        var schema = new Schema(0, [new NestedField(1, "fund_id", new IcebergType.Uuid(), false), new NestedField(2, "nav", new IcebergType.Double(), false)]);
        await world.Catalog.CreateAsync(source, schema, PartitionSpec.Unpartitioned);
        await world.AppendAsync($"SELECT * FROM (VALUES ('{id}'::UUID, 1.5::DOUBLE), ('7c9e6679-7425-40de-944b-e07fc1f90ae7'::UUID, 2.5)) t(fund_id, nav)", source);
        var contract = ExchangeDocuments.Contract.Replace("fund-data", "id-data", StringComparison.Ordinal).Replace("gold.nav", "gold.ids", StringComparison.Ordinal)
            .Replace("      - name: fee_bps\n        logicalType: integer\n        description: The fee.\n", "", StringComparison.Ordinal);
        await world.Desk.PutAsync(contract, "tester", default);
        await world.Publisher.PublishAsync(new PublishRequest(ProductName.Parse("id-data"), "The first.", "tester"), default);
        var agreement = ExchangeDocuments.Agreement.Replace("fund-data", "id-data", StringComparison.Ordinal)
            .Replace("\"nav.fee_bps\"", "null", StringComparison.Ordinal);

        var misspelt = await world.ApplyAsync(agreement.Replace("A;B", "B", StringComparison.Ordinal));
        var applied = Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(agreement.Replace("A;B", id, StringComparison.Ordinal)));

        Assert.Equal(
            ["Authorized_Funds__c: 'B' is in none of the granted products; correct its spelling, or leave it out."],
            Assert.IsType<ApplyOutcome.Rejected>(misspelt).Mistakes);
        Assert.Equal(Expression.IsIn(1, new Literal.Uuid(Guid.Parse(id))), Assert.Single(applied.Grants).Tables[Nav].RowFilter);
        await world.Projections.RefreshAsync();
        Assert.Equal(1, world.Projections.Find(AgreementId.Parse("CTR-1"), ProductName.Parse("id-data"), Nav)!.RowCount);
    }

    [Fact]
    public async Task A_product_without_a_revision_cannot_be_granted()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        Assert.Equal(
            ["ADX_Data_Products__c: 'fund-data' has no published revision yet; publish it first."],
            Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(ExchangeDocuments.Agreement)).Mistakes);
    }

    [Fact]
    public async Task A_hidden_column_is_hidden_however_its_name_is_cased()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        var applied = await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("nav.fee_bps", "FEE_BPS", StringComparison.Ordinal));
        Assert.Equal([1, 2], Assert.IsType<ApplyOutcome.Applied>(applied).Grants[0].Tables[Nav].FieldIds.ToArray());
    }

    private static async Task<AuditEntry> TerminationAsync(ExchangeWorld world) => Assert.Single(
        (await world.Audit.ListAsync(new AuditFilter())).Rows, row => row.Record.Entry.Action == AuditAction.TerminateAgreement).Record.Entry;
}
