using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Reading;

public sealed class ClientReadsTests
{
    private static readonly TableName Nav = TableName.Parse("nav");
    private static readonly RequestContext Context = new("request-1", "test");

    [Fact]
    public async Task A_client_loads_lists_reads_and_looks_up_its_own_part()
    {
        await using var world = await WorldWithClientAsync();
        var caller = await world.CallerAsync();

        var table = Found(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, Nav, Context, default)).Table;
        Assert.Equal(2, table.RowCount);
        var page = Found(await world.Reads.ListObjectsAsync(caller, ExchangeWorld.Product, new ObjectListRequest(), Context, default));
        Assert.Null(page.Next);
        foreach (var listed in page.Objects)
        {
            var readable = Found(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, listed.Key, Context, default));
            await using var stream = await readable.OpenAsync(0, listed.Length, default);
            Assert.Equal(listed.Length, await LengthAsync(stream));
        }

        var rows = Found(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "A", Context, default));
        Assert.Equal(["fund_id", "nav"], rows.Columns);
        Assert.Equal(["A", 1.5], Assert.Single(rows.Rows));
    }

    [Fact]
    public async Task A_product_comes_with_the_newest_revision_that_the_client_can_read()
    {
        await using var world = await WorldWithClientAsync();
        var first = Assert.Single(Found(await world.Reads.DescribeProductsAsync(await world.CallerAsync(), Context, default)));
        Assert.Equal((ExchangeWorld.Product, 1), (first.Entitlement.Product, first.Newest!.Number));

        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 10 AS fee_bps");
        await world.PublishAsync();

        var second = Assert.Single(Found(await world.Reads.DescribeProductsAsync(await world.CallerAsync(), Context, default))).Newest!;
        var published = (await world.Products.FindRevisionAsync(ExchangeWorld.Product, 2))!;
        Assert.Equal((2, published.Id, published.PublishedAt), (second.Number, second.Id, second.PublishedAt));
    }

    [Fact]
    public async Task What_is_not_granted_and_what_does_not_exist_are_one_refusal()
    {
        await using var world = await WorldWithClientAsync();
        var caller = await world.CallerAsync();
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "C", Context, default));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "no such fund", Context, default));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fee_bps", "10", Context, default));
        Assert.Equal(
            [("fund-data/nav", "not-granted")],
            (await world.Audit.ListAsync(new AuditFilter { Decision = AuditDecision.Deny })).Rows.Select(row => row.Record.Entry)
                .Where(entry => entry.Action == "look-up-rows" && entry.Resource == "fund-data/nav").Select(entry => (entry.Resource, entry.Reason!)));
        Assert.IsType<ReadOutcome<LoadedTable>.Refused>(await world.Reads.LoadTableAsync(caller, ProductName.Parse("other-product"), Nav, Context, default));
        Assert.IsType<ReadOutcome<LoadedTable>.Refused>(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, TableName.Parse("other"), Context, default));
        Assert.IsType<ReadOutcome<ReadableObject>.Refused>(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, "other/x", Context, default));
        Assert.IsType<ReadOutcome<ReadableObject>.Missing>(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, "nav/x", Context, default));
        Assert.IsType<ReadOutcome<ReadableObject>.Missing>(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, "../x", Context, default));
    }

    [Fact]
    public async Task A_session_for_one_table_reads_nothing_else()
    {
        await using var world = await WorldWithClientAsync();
        var confined = await world.CallerAsync(new SessionScope.OneTable(ExchangeWorld.Product, TableName.Parse("another")));
        Assert.IsType<ReadOutcome<LoadedTable>.Refused>(await world.Reads.LoadTableAsync(confined, ExchangeWorld.Product, Nav, Context, default));
    }

    [Fact]
    public async Task A_suspended_agreement_is_refused_everywhere_with_an_alert_and_the_reason_only_in_the_audit_log()
    {
        await using var world = await WorldWithClientAsync();
        Assert.IsType<StateOutcome.Changed>(await world.Agreements.SuspendAsync(AgreementId.Parse("CTR-1"), "Payment is ninety days late.", "tester", default));
        var caller = await world.CallerAsync();

        Assert.IsType<ReadOutcome<LoadedTable>.Refused>(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, Nav, Context, default));
        Assert.IsType<ReadOutcome<ObjectPage>.Refused>(await world.Reads.ListObjectsAsync(caller, ExchangeWorld.Product, new ObjectListRequest(), Context, default));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "A", Context, default));
        Assert.Equal(1, await world.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%access-while-suspended%'"));

        Assert.IsType<StateOutcome.Changed>(await world.Agreements.ResumeAsync(AgreementId.Parse("CTR-1"), "The invoice has been paid.", "tester", default));
        caller = await world.CallerAsync();
        Assert.IsType<ReadOutcome<LoadedTable>.Found>(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, Nav, Context, default));
    }

    [Fact]
    public async Task A_projection_of_other_rules_than_the_ones_decided_by_is_not_handed_out()
    {
        await using var world = await WorldWithClientAsync();
        var caller = await world.CallerAsync();
        var key = Found(await world.Reads.ListObjectsAsync(caller, ExchangeWorld.Product, new ObjectListRequest(), Context, default)).Objects[0].Key;
        // What a node sees that has the new policy and still the old projections.
        await world.Metastore.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE projection_state SET version = version + 1");
            return await session.ExecuteAsync("UPDATE projection_chains SET rule_digest = 'earlier', version = version + 1");
        });
        caller = await world.CallerAsync();

        Assert.IsType<ReadOutcome<LoadedTable>.Missing>(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, Nav, Context, default));
        Assert.Empty(Found(await world.Reads.ListTablesAsync(caller, ExchangeWorld.Product, Context, default)));
        Assert.Empty(Found(await world.Reads.ListObjectsAsync(caller, ExchangeWorld.Product, new ObjectListRequest(), Context, default)).Objects);
        Assert.IsType<ReadOutcome<ReadableObject>.Missing>(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, key, Context, default));
        Assert.IsType<ReadOutcome<RowPage>.Refused>(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "A", Context, default));
    }

    [Fact]
    public async Task Revision_one_stays_readable_while_and_after_revision_two_is_published()
    {
        await using var world = await WorldWithClientAsync();
        var caller = await world.CallerAsync();
        var before = Found(await world.Reads.ListObjectsAsync(caller, ExchangeWorld.Product, new ObjectListRequest(), Context, default)).Objects;
        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 10 AS fee_bps");
        await world.PublishAsync();
        caller = await world.CallerAsync();

        var table = Found(await world.Reads.LoadTableAsync(caller, ExchangeWorld.Product, Nav, Context, default)).Table;
        Assert.Equal((2, 3L), (table.NewestRevision, table.RowCount));
        foreach (var old in before)
        {
            Assert.Equal(old, Found(await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, old.Key, Context, default)).Object);
        }

        Assert.Equal(2, Found(await world.Reads.LookUpAsync(caller, ExchangeWorld.Product, Nav, "fund_id", "A", Context, default)).Rows.Count);
    }

    private static async Task<ExchangeWorld> WorldWithClientAsync()
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        Assert.IsType<Exchange.Agreements.ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));
        return world;
    }

    private static T Found<T>(ReadOutcome<T> outcome) => Assert.IsType<ReadOutcome<T>.Found>(outcome).Value;

    private static async Task<long> LengthAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.Length;
    }
}
