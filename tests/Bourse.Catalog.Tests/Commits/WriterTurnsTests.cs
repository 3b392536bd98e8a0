using Bourse.Catalog.Commits;

namespace Bourse.Catalog.Tests.Commits;

public sealed class WriterTurnsTests
{
    private static readonly TableIdentifier Nav = TableIdentifier.Parse("gold.nav");
    private static readonly TableIdentifier Risk = TableIdentifier.Parse("gold.risk");

    [Fact]
    public async Task Writers_of_one_table_go_on_in_the_order_in_which_they_came()
    {
        var turns = new WriterTurns();
        var first = await turns.TakeAsync([Nav], default);
        var waiting = Enumerable.Range(0, 3).Select(_ => turns.TakeAsync([Nav], default)).ToArray();
        Assert.False(first.Waited);
        var ending = first;
        foreach (var next in waiting)
        {
            Assert.False(next.IsCompleted);
            ending.Dispose();
            ending = await next;
            Assert.True(ending.Waited);
        }
        ending.Dispose();
        Assert.False((await turns.TakeAsync([Nav], default)).Waited);
    }

    [Fact]
    public async Task Writers_of_several_tables_in_any_order_do_not_wait_for_each_other_forever()
    {
        var turns = new WriterTurns();
        var navFirst = await turns.TakeAsync([Nav, Risk], default);
        var riskFirst = turns.TakeAsync([Risk, Nav], default);
        var riskAlone = turns.TakeAsync([Risk], default);
        Assert.False((await turns.TakeAsync([TableIdentifier.Parse("gold.other")], default)).Waited);
        navFirst.Dispose();
        (await riskFirst).Dispose();
        Assert.True((await riskAlone).Waited);
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_up_nobody_and_lets_nobody_overtake()
    {
        var turns = new WriterTurns();
        var first = await turns.TakeAsync([Nav], default);
        using var cancel = new CancellationTokenSource();
        var second = turns.TakeAsync([Nav], cancel.Token);
        var third = turns.TakeAsync([Nav], default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();
        Assert.True((await third).Waited);
    }
}
