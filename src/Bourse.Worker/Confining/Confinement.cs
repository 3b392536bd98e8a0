using System.Globalization;
using Bourse.Worker.Confining.Landlock;
using Bourse.Worker.Native;

namespace Bourse.Worker.Confining;

/// <summary>What holds a process, as measured in it: each fact is looked up or tried, none is taken from what was asked for.</summary>
/// <param name="LandlockVersion">The version of Landlock that holds; 0 when none does, and any file that the user may open can be opened.</param>
/// <param name="Seccomp">Whether system calls are filtered: no sockets, no other processes, no signals to others.</param>
/// <param name="NoNewPrivileges">Whether programs with more rights stay out of reach.</param>
/// <param name="NoCapabilities">Whether it has none of the rights of root.</param>
/// <param name="Limits">Whether memory is limited, dumps cannot be written, and files not beyond the scratch space given.</param>
public sealed record Confinement(int LandlockVersion, bool Seccomp, bool NoNewPrivileges, bool NoCapabilities, bool Limits)
{
    private const int GetNoNewPrivileges = 39;
    private const int OpenDirectory = 0x80000;

    /// <summary>Whether all of it holds.</summary>
    public bool IsComplete => Missing.Count == 0;

    /// <summary>What does not hold, by name.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. LandlockVersion > 0 ? Array.Empty<string>() : ["landlock"],
        .. Seccomp ? Array.Empty<string>() : ["seccomp"],
        .. NoNewPrivileges ? Array.Empty<string>() : ["no_new_privs"],
        .. NoCapabilities ? Array.Empty<string>() : ["no capabilities"],
        .. Limits ? Array.Empty<string>() : ["limits"],
    ];

    /// <summary>Measures the calling process.</summary>
    /// <param name="fileBytesMax">The longest file that it was allowed to write.</param>
    internal static Confinement Measure(long fileBytesMax)
    {
        var status = ProcessStatus.Read("/proc/self/status");
        return new Confinement(
            IsRootHidden() ? LandlockRuleset.Version : 0,
            status.GetValueOrDefault("Seccomp") == "2" && IsSocketRefused(),
            Libc.Prctl(GetNoNewPrivileges, 0) == 1,
            ulong.TryParse(status.GetValueOrDefault("CapEff"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rights) && rights == 0,
            IsLimited(LimitKind.FileSize, (ulong)fileBytesMax) && IsLimited(LimitKind.Core, 0) && IsLimited(LimitKind.Data, long.MaxValue));
    }

    /// <summary>Everybody may list the root folder, except behind Landlock.</summary>
    private static bool IsRootHidden()
    {
        var descriptor = Libc.Open("/", OpenDirectory);
        var error = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
        return descriptor < 0 && error == Errno.AccessDenied;
    }

    /// <summary>A Unix stream socket, which is there wherever Linux is.</summary>
    private static bool IsSocketRefused()
    {
        var number = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 ? 41 : 198;
        var descriptor = (int)Libc.Syscall(number, 1, 1, 0);
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
        return descriptor < 0;
    }

    private static bool IsLimited(LimitKind kind, ulong most) => Libc.GetLimit(kind, out var limit) == 0 && limit.Hard <= most;
}
