using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Tests.Support;
using Bourse.Metastore;

namespace Bourse.Exchange.Tests.Agreements;

public sealed class AgreementAuditTests
{
    private static readonly AgreementId Number = AgreementId.Parse("CTR-1");

    [Fact]
    public async Task Applying_and_issuing_a_new_link_are_recorded_with_who_did_it()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        Assert.IsType<WelcomeOutcome.Written>(await world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));

        var rows = await OfAgreementsAsync(world);

        Assert.Equal(
            [
                (AuditAction.ApplyAgreement, AuditDecision.Allow, "CTR-1", "tester"),
                (AuditAction.IssueActivationLink, AuditDecision.Allow, "CTR-1", "helpdesk"),
            ],
            rows.Select(row => (row.Record.Entry.Action, row.Record.Entry.Decision, row.Record.Entry.Resource, row.Record.Entry.Principal!)));
        Assert.All(rows, row => Assert.Equal((ExchangeWorld.Client, Number, "data@client.example"), (row.Record.Entry.Account, row.Record.Entry.Agreement, row.Email)));
    }

    [Theory]
    [InlineData("nav.fee_bps", "nav.fees", "CTR-1", "222222222222",
        "Hidden_Columns__c: 'nav.fees' is not a column of the granted products; write column or table.column as the contract does.")]
    [InlineData("2049-12-31", "2024-12-31", "CTR-1", "222222222222", "EndDate: is past; an agreement that has ended cannot be applied.")]
    [InlineData("222222222222", "22222", "CTR-1", null, "AWS_Account_ID__c: must be exactly 12 digits, written as text, for example \"222222222222\".")]
    public async Task A_refused_agreement_is_recorded_with_every_reason(string right, string wrong, string resource, string? account, string reason)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();

        Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync(ExchangeDocuments.Agreement.Replace($"\"{right}\"", $"\"{wrong}\"", StringComparison.Ordinal)));
        await world.RestartAsync();

        var entry = Assert.Single(await OfAgreementsAsync(world)).Record.Entry;
        Assert.Equal(
            (AuditAction.ApplyAgreement, AuditDecision.Deny, resource, account, reason, "tester"),
            (entry.Action, entry.Decision, entry.Resource, entry.Account?.Value, entry.Reason, entry.Principal));
    }

    [Fact]
    public async Task A_document_without_a_number_is_recorded_by_its_digest_and_the_reason_is_cut()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var fields = string.Join(',', Enumerable.Range(0, 200).Select(number => $"\"field{number}\":1"));

        Assert.IsType<ApplyOutcome.Rejected>(await world.ApplyAsync("{" + fields + "}"));

        var entry = Assert.Single(await OfAgreementsAsync(world)).Record.Entry;
        Assert.Matches("^sha256:[0-9a-f]{64}$", entry.Resource);
        Assert.Equal((1000, '…'), (entry.Reason!.Length, entry.Reason[^1]));
        Assert.StartsWith("ContractNumber: is missing. AWS_Account_ID__c: is missing. ", entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_existing_agreement_stands_against_is_recorded_too()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("A;B", "A", StringComparison.Ordinal));
        await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal));

        Assert.Equal(
            [
                ("CTR-1", "ContractNumber: CTR-1 was applied with other content; an agreement does not change, give the new one its own number."),
                ("CTR-2", "ADX_Data_Products__c: account 222222222222 holds fund-data by agreement CTR-1, whose term has not ended; apply this one afterwards, "
                    + "or run 'bourse agreements terminate CTR-1' first."),
            ],
            (await OfAgreementsAsync(world)).Skip(1).Select(row => (row.Record.Entry.Agreement!.Value.Value, row.Record.Entry.Reason!)));
    }

    [Fact]
    public async Task No_link_is_issued_that_is_not_recorded()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        await world.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_pending RENAME TO gone"));

        await Assert.ThrowsAsync<MetastoreException>(() => world.Onboarding.WelcomeAgainAsync(Number, "helpdesk", default));

        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM activation_links"));
    }

    private static async Task<IReadOnlyList<AuditRow>> OfAgreementsAsync(ExchangeWorld world) =>
        [.. (await world.Audit.ListAsync(new AuditFilter())).Rows.Where(row => row.Record.Entry.Action is not (AuditAction.PublishRevision or AuditAction.PutContract))];
}
