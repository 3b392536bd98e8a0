using Bourse.Access.Auditing;
using Bourse.Access.Tests.Authorization;

namespace Bourse.Access.Tests.Auditing;

public sealed class AuditQueryTests
{
    [Fact]
    public async Task Records_are_listed_by_account_decision_and_time_placed_or_not()
    {
        await using var log = await LogFixture.CreateAsync();
        var entry = LogFixture.Entry("r0");
        await log.Log.AppendAsync(entry);
        await log.Log.AppendAsync(LogFixture.Entry("r1", AuditDecision.Deny));
        await log.Sequencer.IntegrateAsync();
        await log.Log.AppendAsync(LogFixture.Entry("r2", AuditDecision.Deny) with { Account = Policies.Pension });
        await log.Log.AppendAsync(LogFixture.Entry("r3", AuditDecision.Deny) with { Time = Policies.Now.AddHours(1) });

        async Task<string> List(AuditFilter filter) =>
            string.Join(' ', (await log.Query.ListAsync(filter)).Rows.Select(row => $"{row.Record.Position?.ToString() ?? "-"}:{row.Record.Entry.Resource}"));
        Assert.Equal("0:r0 1:r1 -:r2 -:r3", await List(new AuditFilter()));
        Assert.Equal("1:r1 -:r3", await List(new AuditFilter { Account = Policies.Hedge, Decision = AuditDecision.Deny }));
        Assert.Equal("0:r0", await List(new AuditFilter { Decision = AuditDecision.Allow }));
        Assert.Equal("-:r3", await List(new AuditFilter { From = Policies.Now.AddHours(1) }));
        Assert.Equal("0:r0 1:r1 -:r2", await List(new AuditFilter { To = Policies.Now.AddHours(1) }));
        Assert.Equal("", await List(new AuditFilter { Account = Policies.Provider }));
    }

    [Fact]
    public async Task Pages_are_disjoint_ordered_and_complete()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(25);
        await log.Sequencer.IntegrateAsync();
        await log.AppendAsync(8);
        var all = (await log.Query.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Id).ToList();
        var paged = new List<string>();
        for (long? after = null; ;)
        {
            var page = await log.Query.ListAsync(new AuditFilter { PageSize = 10, After = after });
            paged.AddRange(page.Rows.Select(row => row.Record.Id));
            if (page.Next is null)
                break;
            after = page.Next;
            Assert.Equal(10, page.Rows.Count);
        }
        Assert.Equal(33, all.Count);
        Assert.Equal(all, paged);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_page_has_1_to_10_000_records(int size)
    {
        await using var log = await LogFixture.CreateAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.Query.ListAsync(new AuditFilter { PageSize = size }));
    }
}
