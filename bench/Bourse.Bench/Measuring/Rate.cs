using System.Diagnostics;

namespace Bourse.Bench.Measuring;

/// <summary>Operations a second: one warm-up run, then five runs of a given length, of which the median counts.</summary>
internal sealed class Rate(TimeSpan length)
{
    private const int Runs = 5;
    private const int Batch = 256;

    /// <summary>
    /// Of a synchronous operation in one thread, for each second of processor time, which on an idle machine is a second: other work on
    /// the machine does not count.
    /// The operation gets a number that differs from call to call.
    /// </summary>
    public double OfCalls(Action<int> operation) => Median(run =>
    {
        var number = run * 7919;
        var count = 0L;
        var before = Environment.CpuUsage.TotalTime;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length; count += Batch)
            for (var call = 0; call < Batch; call++)
                operation(number++ & int.MaxValue);
        return Task.FromResult(count / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }).GetAwaiter().GetResult();

    /// <summary>Of an asynchronous operation with some of them under way at any time.</summary>
    public Task<double> OfTasksAsync(int underWay, Func<int, Task> operation) => Median(async run =>
    {
        var number = run * 1_000_000;
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, underWay).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            for (; clock.Elapsed < length; count++)
                await operation(Interlocked.Increment(ref number));
            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    });

    private static async Task<double> Median(Func<int, Task<double>> run)
    {
        await run(0);
        var rates = new double[Runs];
        for (var index = 0; index < Runs; index++)
            rates[index] = await run(index + 1);
        Array.Sort(rates);
        return rates[Runs / 2];
    }
}
