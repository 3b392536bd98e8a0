using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Expressions;

namespace Bourse.Exchange.Tests.Publishing;

/// <summary>Every refusal to publish, or to put a contract in force, is recorded once with its reason, and nothing else is.</summary>
public sealed class PublishAuditTests
{
    [Fact]
    public async Task A_request_without_a_comment_and_one_for_what_is_not_listed()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync(" ");
        await world.Publisher.PublishAsync(new PublishRequest(Access.Resources.ProductName.Parse("nothing-here"), "x", "tester"), default);

        Assert.Equal(
            [
                ("fund-data", "comment: must say in 1 to 512 characters what is new."),
                ("nothing-here", "product: 'nothing-here' is not listed; 'bourse products' shows what is."),
            ],
            await RefusedAsync(world));
    }

    [Fact]
    public async Task A_table_that_does_not_exist()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("gold.nav", "gold.other", StringComparison.Ordinal), "tester", default);
        await world.PublishAsync();
        Assert.Equal(
            [("fund-data", "nav: the lakehouse has no table gold.other with data; run its model, or correct physicalName in the contract.")], await RefusedAsync(world));
    }

    [Fact]
    public async Task A_contract_that_the_table_does_not_keep()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync(ExchangeDocuments.Contract.Replace("name: fee_bps", "name: fee", StringComparison.Ordinal), "tester", default);
        await world.PublishAsync();
        Assert.Equal(
            [
                ("fund-data", "nav.fee: the contract promises this column and gold.nav does not have it; add it there, or take it out of the contract. "
                    + "nav.fee_bps: gold.nav has this column and the contract does not describe it; describe it, or leave it out of the table."),
            ],
            await RefusedAsync(world));
    }

    [Fact]
    public async Task An_agreement_whose_rules_do_not_fit_the_table()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Metastore.WriteAsync(session => world.Grants.PutAsync(session, new Grant
        {
            Agreement = AgreementId.Parse("CTR-9"),
            Account = ExchangeWorld.Client,
            Product = ExchangeWorld.Product,
            State = AgreementState.Active,
            StartsAt = DateTimeOffset.UnixEpoch,
            EndsAt = DateTimeOffset.MaxValue,
            Tables = new Dictionary<TableName, RuleSet>
            {
                [TableName.Parse("nav")] = new() { FieldIds = [99], RowFilter = Expression.True },
                [TableName.Parse("nav_elsewhere")] = new() { FieldIds = [1], RowFilter = Expression.True },
            },
        }));
        const string mistake = "CTR-9: its rules do not fit fund-data.nav. The rule set allows none of the table's columns. "
            + "Mend the table, or terminate the agreement and apply another.";

        Assert.Equal([mistake], Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync()).Mistakes);

        Assert.Equal([("fund-data", mistake)], await RefusedAsync(world));
    }

    [Fact]
    public async Task A_rule_that_does_not_hold()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        var failed =
            new RuleResult { Table = "nav", Rule = "r", Description = "d", Measured = "1", Problem = "Jane's value", Expected = "= 0", Passed = false, Blocking = true };
        world.Quality.Results = [failed, failed with { Rule = "warning", Blocking = false }, failed with { Rule = "held", Passed = true }];
        await world.PublishAsync();
        Assert.Equal([("fund-data", "Quality rules did not hold: nav.r: 1, expected = 0.")], await RefusedAsync(world));
    }

    [Fact]
    public async Task Tables_that_never_stop_moving_and_each_attempt_is_not_recorded()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        world.Quality.Meanwhile = () => world.AppendAsync("SELECT 'D' AS fund_id, 4.5::DOUBLE AS nav, 40 AS fee_bps");
        var conflict = await Assert.ThrowsAsync<PublishConflictException>(() => world.PublishAsync());
        Assert.Equal([("fund-data", conflict.Message)], await RefusedAsync(world));
    }

    [Fact]
    public async Task A_text_that_is_no_contract_is_named_by_its_digest()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.Desk.PutAsync("kind: DataContract", "tester", default);
        var (resource, reason) = Assert.Single(await RefusedAsync(world, AuditAction.PutContract));
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("kind: DataContract"u8)), resource);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public async Task What_is_published_or_was_already_is_no_refusal()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.PublishAsync();
        Assert.Empty(await RefusedAsync(world));
    }

    private static async Task<IReadOnlyList<(string Resource, string Reason)>> RefusedAsync(ExchangeWorld world, string action = AuditAction.PublishRevision)
    {
        var rows = (await world.Audit.ListAsync(new AuditFilter { Decision = AuditDecision.Deny })).Rows.Select(row => row.Record.Entry).ToList();
        Assert.All(rows, entry => Assert.Equal((AuditKind.Administration, action, "tester", "admin"), (entry.Kind, entry.Action, entry.Principal, entry.Protocol)));
        return [.. rows.Select(entry => (entry.Resource, entry.Reason!))];
    }
}
