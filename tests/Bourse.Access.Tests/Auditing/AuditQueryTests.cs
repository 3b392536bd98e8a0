using Bourse.Access.Auditing;
using Bourse.Access.Tests.Authorization;
using Bourse.Metastore;

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
        for (AuditCursor? after = null; ;)
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

    [Fact]
    public async Task A_list_is_whole_while_what_it_lists_is_given_its_place()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(5);
        await log.Sequencer.IntegrateAsync();
        await log.AppendAsync(20);
        var listed = new List<string>();
        await foreach (var row in log.Query.ReadAsync(new AuditFilter { PageSize = 4 }))
        {
            listed.Add(row.Record.Entry.Resource);
            if (listed.Count is 2 or 10)
                await log.Sequencer.IntegrateAsync();
            if (listed.Count is 8)
                await log.AppendAsync(2);
        }
        Assert.Equal(
            [.. Enumerable.Range(0, 5).Concat(Enumerable.Range(0, 20)).Concat(Enumerable.Range(0, 2)).Select(number => $"portfolio-analytics/table_{number}")], listed);
    }

    [Theory]
    [InlineData("account = NULL")]
    [InlineData("decision = 'allow'")]
    [InlineData("time = 0")]
    [InlineData("sequence = 'zzz'")]
    [InlineData("body = CAST(body AS BLOB)")]
    public async Task A_row_that_would_be_left_out_or_cannot_be_read_is_told_and_not_passed_over(string change)
    {
        await using var log = await LogFixture.CreateAsync();
        for (var number = 0; number < 10; number++)
            await log.Log.AppendAsync(LogFixture.Entry($"r{number}", AuditDecision.Deny));
        await log.Sequencer.IntegrateAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync($"UPDATE audit_log SET {change} WHERE position = 6"));

        foreach (var filter in new AuditFilter[] { new(),
            new() { Account = Policies.Hedge, Decision = AuditDecision.Deny, From = Policies.Now, To = Policies.Now.AddDays(1) } })
        {
            var refused = await Assert.ThrowsAsync<MetastoreException>(() => log.Query.ListAsync(filter));
            Assert.Equal(
                (MetastoreErrorKind.Corrupt,
                    "The audit log cannot be listed: the row of record 6 is not as one is written. Run 'bourse audit verify': it says what was changed."),
                (refused.Kind, refused.Message));
        }
    }

    [Fact]
    public async Task A_text_that_is_no_record_is_told()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(3);
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE audit_pending SET body = '7' WHERE sequence = 2"));
        Assert.Equal(
            "The audit log cannot be listed: the row of number 2 of those that wait to be signed is not as one is written. Run 'bourse audit verify': it says what "
                + "was changed.",
            (await Assert.ThrowsAsync<MetastoreException>(() => log.Query.ListAsync(new AuditFilter()))).Message);
    }

    [Fact]
    public async Task An_index_that_leaves_rows_out_hides_nothing_from_lists()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE INDEX forged ON audit_log (account, position) WHERE position <> 6"));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE INDEX forged_too ON audit_log (sequence, position) WHERE position <> 6"));
        Assert.Equal(10, (await log.Query.ListAsync(new AuditFilter { Account = Policies.Hedge })).Rows.Count);
    }

    [Fact]
    public async Task A_name_that_looks_like_a_member_of_a_record_is_not_taken_for_one()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Log.AppendAsync(LogFixture.Entry("\"account\":\"333333333333\",\"decision\":\"deny\""));
        Assert.Empty((await log.Query.ListAsync(new AuditFilter { Account = Policies.Pension })).Rows);
        Assert.Empty((await log.Query.ListAsync(new AuditFilter { Decision = AuditDecision.Deny })).Rows);
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
