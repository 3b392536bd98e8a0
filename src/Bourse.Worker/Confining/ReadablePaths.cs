using Bourse.Worker.Confining.Landlock;

namespace Bourse.Worker.Confining;

/// <summary>
/// What a confined process must read to run at all: the runtime, the system's libraries, its own program, and what the kernel says of this machine and
/// process. It writes none of it.
/// </summary>
internal static class ReadablePaths
{
    private const LandlockAccess Read = LandlockAccess.ReadFile | LandlockAccess.ReadDirectory;
    private const LandlockAccess Run = Read | LandlockAccess.Execute;

    /// <summary>Allows them.</summary>
    /// <param name="rules">Where to.</param>
    /// <param name="runtime">Where .NET is installed.</param>
    /// <param name="program">The folder of the program, of which only <paramref name="programFiles"/> are allowed.</param>
    /// <param name="programFiles">Names of files there.</param>
    public static void Allow(LandlockRuleset rules, string runtime, string program, IEnumerable<string> programFiles)
    {
        foreach (var part in new[] { "dotnet", "host", "shared" })
            rules.Allow(Path.Combine(runtime, part), Run);
        foreach (var libraries in new[] { "/lib", "/lib64", "/usr/lib", "/usr/lib64" })
            rules.Allow(libraries, Run);
        foreach (var file in programFiles)
            rules.Allow(Path.Combine(program, file), Run);
        // The engine asks control groups how much memory and how many processors it has.
        foreach (var told in new[]
        {
            "/etc/ld.so.cache", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/sys/vm", "/sys/fs/cgroup", "/sys/devices/system", "/dev/null",
            "/dev/urandom",
        })
            rules.Allow(told, Read);
    }
}
