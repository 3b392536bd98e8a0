using Bourse.Storage;

namespace Bourse.Metastore.Tests.Writing;

[Collection(nameof(FaultPoint))]
public sealed class GroupCommitTests
{
    [Theory, EachDatabase]
    public async Task Writes_that_wait_together_share_a_flush(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var commits = 0;
        using var counting = FaultPoint.Arm(name => commits += name == "metastore.before-commit" ? 1 : 0);
        var holding = new TaskCompletionSource();
        var held = temporary.Metastore.WriteAsync(async session =>
        {
            await Items.AddAsync(session, 0);
            await holding.Task;
        });
        var others = Enumerable.Range(1, 100).Select(id => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, id))).ToList();
        holding.SetResult();

        await Task.WhenAll([held, .. others]);

        Assert.Equal(Enumerable.Range(0, 101).Select(id => (long)id), await Items.IdsAsync(temporary.Metastore));
        // A batch lasts 20 ms at most, in which a busy machine runs few works over a server.
        Assert.InRange(commits, 1, database == Database.Sqlite ? 5 : 50);
    }

    [Theory, EachDatabase]
    public async Task A_work_that_fails_among_others_is_undone_alone(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var writes = Enumerable.Range(1, 100).Select(id => temporary.Metastore.WriteAsync(async session =>
        {
            await Items.AddAsync(session, id);
            if (id % 3 == 0)
                throw new TimeZoneNotFoundException();
        })).ToList();

        await Task.WhenAll(writes.Select(async (write, index) =>
        {
            if ((index + 1) % 3 == 0)
                await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => write);
            else
                await write;
        }));

        Assert.Equal(Enumerable.Range(1, 100).Where(id => id % 3 != 0).Select(id => (long)id), await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task When_the_commit_fails_nobody_in_the_group_hears_of_success(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        using (FaultPoint.Arm(name => ThrowAt(name, "metastore.before-commit")))
        {
            var writes = Enumerable.Range(1, 20).Select(id => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, id))).ToList();
            foreach (var write in writes)
                await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => write);
        }

        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));
        Assert.Equal([1], await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task A_write_that_is_cancelled_before_its_turn_does_not_run(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        using var cancelling = new CancellationTokenSource();
        var holding = new TaskCompletionSource();
        var held = temporary.Metastore.WriteAsync(_ => holding.Task);
        var cancelled = temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1), cancelling.Token);
        await cancelling.CancelAsync();
        holding.SetResult();

        await held;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task A_write_within_a_write_is_refused_rather_than_waiting_for_itself(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Metastore.WriteAsync(
            _ => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1))));

        Assert.Equal("A write is started from within another one and would wait for itself: use the session at hand.", refused.Message);
    }

    [Theory, EachDatabase]
    public async Task Wake_ups_run_after_the_commit_only(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var woken = new List<string>();

        await temporary.Metastore.WriteAsync(async session =>
        {
            session.OnCommitted(() => woken.Add("committed"));
            await Items.AddAsync(session, 1);
            Assert.Empty(woken);
        });
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => temporary.Metastore.WriteAsync<int>(session =>
        {
            session.OnCommitted(() => woken.Add("failed"));
            throw new TimeZoneNotFoundException();
        }));

        Assert.Equal(["committed"], woken);
    }

    private static void ThrowAt(string reached, string name)
    {
        if (reached == name)
            throw new TimeZoneNotFoundException();
    }
}
