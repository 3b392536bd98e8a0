using System.ComponentModel;
using System.Runtime.InteropServices;
using Bourse.Worker.Confining.Landlock;
using Bourse.Worker.Confining.Seccomp;
using Bourse.Worker.Native;

namespace Bourse.Worker.Confining;

/// <summary>
/// Stage 0: this process gives up what it may, then becomes another program, so that every thread of that program is born confined. Landlock and
/// filters bind threads, and a process of .NET has several before its first line runs; without becoming another program those would stay free.
/// <list type="number">
/// <item>A session of its own, and death with the parent.</item>
/// <item>Every descriptor but the first three closes when the program changes.</item>
/// <item>Limits.</item>
/// <item>No capabilities, and no way to gain any: no_new_privs.</item>
/// <item>Landlock.</item>
/// <item>Filter of system calls.</item>
/// <item>The other program, with a clean environment.</item>
/// </list>
/// What the machine does not have is left out here and told by <see cref="Confinement.Measure"/> there; only a step that fails although it is there ends the process.
/// </summary>
internal static unsafe class ConfinementStage
{
    private const int SetDeathSignal = 1;
    private const int SetNoNewPrivileges = 38;
    private const int CloseOnExecute = 4;
    private const int SignalKill = 9;
    private const int SignalFileSize = 25;
    private const int CapabilityVersion3 = 0x20080522;
    private const nint Ignore = 1;

    // close_range has one number on every architecture, capset has not.
    private const int CloseRange = 436;

    private static int SetCapabilities => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 126 : 91;

    /// <summary>Goes through the steps. Returns only by an exception.</summary>
    /// <exception cref="Win32Exception">A step failed.</exception>
    public static void Enter(ConfinementRequest request)
    {
        DieWith(request.Parent);
        Libc.Check(Libc.Syscall(CloseRange, 3, int.MaxValue, CloseOnExecute), "close_range");
        foreach (var (kind, value) in request.Limits)
            Libc.Check(Libc.SetLimit(kind, new Limit(value, value)), $"setrlimit {kind}");
        // A write beyond the limit is then an error, not a signal.
        _ = Libc.Signal(SignalFileSize, Ignore);
        DropCapabilities();
        Libc.Check(Libc.Prctl(SetNoNewPrivileges, 1), "prctl no_new_privs");
        EnterLandlock(request);
        _ = SeccompFilter.TryInstall(DeniedSyscalls.FromTheStart(Environment.ProcessId), allThreads: false);
        Become(DotnetHost.Program, ["dotnet", "exec", request.Program, .. request.Arguments]);
    }

    /// <summary>The parent may have died before it could be asked for.</summary>
    private static void DieWith(int parent)
    {
        _ = Libc.NewSession();
        Libc.Check(Libc.Prctl(SetDeathSignal, SignalKill), "prctl death signal");
        if (Libc.Parent() != parent)
            throw new Win32Exception("The process that asked for this one is gone.");
    }

    private static void DropCapabilities()
    {
        Span<uint> header = [CapabilityVersion3, 0];
        Span<uint> sets = stackalloc uint[6];
        sets.Clear();
        fixed (uint* head = header, none = sets)
            Libc.Check(Libc.Syscall(SetCapabilities, (nint)head, (nint)none, 0), "capset");
    }

    private static void EnterLandlock(ConfinementRequest request)
    {
        var version = LandlockRuleset.Version;
        if (version == 0)
            return;
        using var rules = LandlockRuleset.Create(version);
        ReadablePaths.Allow(rules, DotnetHost.Root, Path.GetDirectoryName(request.Program)!, request.ProgramFiles);
        rules.Allow(request.Folder, LandlockAccess.ReadFile | LandlockAccess.ReadDirectory);
        if (request.ScratchFolder is { } scratch)
            rules.Allow(scratch, LandlockAccess.ReadFile | LandlockAccess.ReadDirectory | LandlockAccess.ChangeFiles);
        foreach (var file in request.Files)
            rules.Allow(file, LandlockAccess.ReadFile);
        rules.Enter();
    }

    private static void Become(string program, IReadOnlyList<string> arguments)
    {
        var path = Marshal.StringToCoTaskMemUTF8(program);
        var environment = DotnetHost.Environment.Select(pair => $"{pair.Key}={pair.Value}").ToArray();
        fixed (nint* argv = Texts(arguments), envp = Texts(environment))
            Libc.Check(Libc.Execute((byte*)path, (byte**)argv, (byte**)envp), $"execve {program}");
    }

    private static nint[] Texts(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
}
