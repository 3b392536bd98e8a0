using System.Globalization;
using Bourse.Query.Workers;
using Bourse.Worker.Confining;

namespace Bourse.Cli.Doctor;

/// <summary>
/// What holds a worker on this machine: one is started, and measures itself. Accounts' SQL needs all of it; the provider's own files are read with what there is.
/// </summary>
internal static class ConfinementChecks
{
    private const string Advice = "Files that others wrote are read all the same, held by the rest; SQL of accounts is off.";

    /// <summary>Runs the checks.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(TimeProvider clock, CancellationToken cancellation)
    {
        if (!WorkerPool.IsSupported)
            return [new("worker", CheckState.Warn, "none on this system",
                "Files that others wrote are read in the exchange's own process, and SQL of accounts is off; Linux has workers.")];
        try
        {
            await using var pool = new WorkerPool(new WorkerOptions { RequireConfinement = false }, clock);
            var started = clock.GetTimestamp();
            using var session = await pool.OpenAsync([], null, cancellation);
            var time = clock.GetElapsedTime(started);
            return [new("worker", CheckState.Pass, string.Create(CultureInfo.InvariantCulture, $"ready in {time.TotalMilliseconds:0} ms")), .. Of(session.Confinement)];
        }
        catch (WorkerException e)
        {
            return [new("worker", CheckState.Fail, e.Message,
                "Workers need Linux 5.11 or later, and the right to limit themselves: a container must not forbid prctl, seccomp and close_range.")];
        }
    }

    /// <summary>A line a mechanism.</summary>
    internal static IReadOnlyList<CheckResult> Of(Confinement confinement) =>
    [
        confinement.LandlockVersion > 0
            ? new("landlock", CheckState.Pass, $"version {confinement.LandlockVersion}: a worker opens its own files and no others")
            : new("landlock", CheckState.Warn, "not enforced: a worker can read what this user can",
                $"Use a kernel of 5.13 or later with landlock in its lsm= list. {Advice}"),
        Line("seccomp", confinement.Seccomp, "a worker has no sockets, other processes or signals to others",
            "Use x64 or arm64, and a container that lets processes filter themselves."),
        Line("no_new_privs", confinement.NoNewPrivileges, "no program gives a worker more rights", "Use a container that allows prctl."),
        Line("capabilities", confinement.NoCapabilities, "a worker has none, even as root", "Use a container that allows capset."),
        Line("rlimits", confinement.Limits, "a worker's memory and what it writes are limited", "Use a container that allows setrlimit."),
    ];

    private static CheckResult Line(string name, bool holds, string meaning, string advice) =>
        holds ? new(name, CheckState.Pass, meaning) : new(name, CheckState.Warn, $"not enforced, where else {meaning}", $"{advice} {Advice}");
}
