using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bourse.Query.Workers;

/// <summary>
/// The thread that starts workers. It ends with this process and not before: a worker asks the kernel to die with its parent, and for the kernel that is the thread which
/// started it. A thread of the pool may end any time.
/// </summary>
internal static class WorkerLauncher
{
    private static readonly BlockingCollection<Action> s_work = Start();

    /// <summary>Starts a process.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var each in work.GetConsumingEnumerable())
                each();
        })
        {
            IsBackground = true,
            Name = "worker launcher",
        };
        thread.Start();
        return work;
    }
}
