namespace Bourse.Metastore.Tests.Writing;

/// <summary>Two metastores on one file stand for two processes: they share nothing but the file and SQLite's locks.</summary>
public sealed class SeveralProcessesTests
{
    [Theory, EachDatabase]
    public async Task What_one_writes_the_other_reads(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await using var other = temporary.OpenAnother();

        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));
        await other.WriteAsync(session => Items.AddAsync(session, 2));

        Assert.Equal([1, 2], await Items.IdsAsync(temporary.Metastore));
        Assert.Equal([1, 2], await Items.IdsAsync(other));
    }

    [Theory, EachDatabase]
    public async Task A_write_that_waits_too_long_for_another_process_fails_as_transient(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await using var other = temporary.OpenAnother(TimeSpan.FromMilliseconds(50));
        var holding = new TaskCompletionSource();
        var holds = new TaskCompletionSource();
        var held = temporary.Metastore.WriteAsync(_ =>
        {
            holds.SetResult();
            return holding.Task;
        });
        await holds.Task;

        var busy = await Assert.ThrowsAsync<MetastoreException>(() => other.WriteAsync(session => Items.AddAsync(session, 1)));

        Assert.Equal((MetastoreErrorKind.Busy, true), (busy.Kind, busy.IsTransient));
        holding.SetResult();
        await held;
        await other.WriteAsync(session => Items.AddAsync(session, 1));
        Assert.Equal([1], await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task A_process_that_writes_without_a_pause_lets_another_have_its_turn(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await using var other = temporary.OpenAnother();
        using var stopping = new CancellationTokenSource();
        var written = 0L;
        var isBusy = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                var id = Interlocked.Increment(ref written);
                await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1_000 + id));
                if (id == 1_000)
                    isBusy.SetResult();
            }
        })).ToList();
        await isBusy.Task;

        // Counted in the other's writes, of which a batch holds at most 50, because time says more about the disk.
        var mostMeanwhile = 0L;
        for (var id = 1; id <= 50; id++)
        {
            var before = Interlocked.Read(ref written);
            await other.WriteAsync(session => Items.AddAsync(session, id));
            mostMeanwhile = Math.Max(mostMeanwhile, Interlocked.Read(ref written) - before);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(writers);
        // Taking turns gives one or two batches, and a few more when this thread is not scheduled; without the turnstile it was up to forty.
        Assert.InRange(mostMeanwhile, 0, 15 * 50);
    }
}
