using Bourse.Access.Authorization;

namespace Bourse.Access.Tests.Authorization;

public sealed class RecordedDecisionsTests
{
    [Fact]
    public async Task Memory_is_bounded_and_what_is_forgotten_is_recorded_again()
    {
        var recorded = new List<int>();
        var decisions = new RecordedDecisions<int>(capacity: 4);
        Task Ask(int key) => decisions.RecordOnce(key, key, state =>
        {
            recorded.Add(state);
            return Task.CompletedTask;
        });
        for (var key = 0; key < 8; key++)
            await Ask(key);
        await Ask(7);
        await Ask(4);
        Assert.Equal(Enumerable.Range(0, 8), recorded);
        await Ask(0);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 0], recorded);
    }

    [Fact]
    public async Task Those_who_ask_while_it_is_recorded_wait_for_the_same_record_and_share_its_failure()
    {
        var decisions = new RecordedDecisions<int>(capacity: 4);
        var disk = new TaskCompletionSource();
        var records = 0;
        Task Ask() => decisions.RecordOnce(1, 0, _ =>
        {
            records++;
            return disk.Task;
        });
        Task[] waiting = [Ask(), Ask()];
        disk.SetException(new IOException("full"));
        foreach (var one in waiting)
            await Assert.ThrowsAsync<IOException>(() => one);
        Assert.Equal(1, records);
        disk = new TaskCompletionSource();
        disk.SetResult();
        await Ask();
        await Ask();
        Assert.Equal(2, records);
    }
}
