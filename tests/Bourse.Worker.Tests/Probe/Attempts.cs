using System.Runtime.InteropServices;
using Bourse.Worker.Confining.Seccomp;

namespace Bourse.Worker.Probe;

/// <summary>What a process that has been taken over would try.</summary>
internal sealed unsafe partial class Attempts(int parent, string folder, string outside)
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Truncate = 0x200;
    private const int Directory = 0x10000;
    private const int SignalNothing = 0;
    private const int SignalChild = 17;
    private const nint NewUser = 0x10000000;

    private readonly IReadOnlyList<DeniedSyscall> _denied = DeniedSyscalls.FromTheStart(Environment.ProcessId);

    /// <summary>Everything but becoming another program, which the start of the runtime needs.</summary>
    public IEnumerable<(string Name, int Error)> BeforeRunning()
    {
        foreach (var call in _denied.Where(call => call.Tests.Count == 0 && Number(call) is not null))
            yield return (call.Name, Call(call.Name));
        yield return ("kill parent", Call("kill", parent, SignalNothing));
        yield return ("kill group", Call("kill", 0, SignalNothing));
        yield return ("kill all", Call("kill", -1, SignalNothing));
        yield return ("kill self", Call("kill", Environment.ProcessId, SignalNothing));
        yield return ("tgkill parent", Call("tgkill", parent, parent, SignalNothing));
        yield return ("tgkill self", Call("tgkill", Environment.ProcessId, Environment.ProcessId, SignalNothing));
        yield return ("clone a process", Call("clone", SignalChild));
        yield return ("clone into a namespace", Call("clone", SignalChild | NewUser));
        yield return ("map shared memory", Call("mmap", 0, 4096, 3, 0x21, -1));
        yield return ("map a growing stack", Call("mmap", 0, 4096, 3, 0x122, -1));
        yield return ("map private memory", Call("mmap", 0, 4096, 3, 0x22, -1));
        yield return ("signal the parent by a descriptor", Call("fcntl", 0, 8, parent));
        yield return ("choose a descriptor's signal", Call("fcntl", 0, 10, 9));
        yield return ("ask a descriptor's flags", Call("fcntl", 0, 3));
        yield return ("own a descriptor for the parent", Call("ioctl", 0, 0x8901, 0));
        yield return ("outlive the parent", Call("prctl", 1, 0));
        yield return ("raise a limit", WithAllBits(bits => Call("prlimit64", 0, 4, bits)));
        yield return ("slow the parent", WithAllBits(bits => Call("sched_setaffinity", parent, 8, bits)));
        yield return ("a call of tomorrow", CallNumber(DeniedSyscalls.NumbersEnd));
        yield return ("socket as x32", CallNumber(0x40000000 | 41));
        foreach (var attempt in Files())
            yield return attempt;
    }

    /// <summary>Becoming another program.</summary>
    public IEnumerable<(string Name, int Error)> OnceRunning()
    {
        yield return ("execute dotnet", Execute(Confining.DotnetHost.Program));
        yield return ("execute a shell", Execute("/bin/sh"));
    }

    private IEnumerable<(string Name, int Error)> Files()
    {
        var inside = Path.Combine(folder, "given");
        yield return ("read the file given", Open(inside, ReadOnly));
        yield return ("list the folder", Open(folder, ReadOnly | Directory));
        yield return ("write the file given", Open(inside, WriteOnly));
        yield return ("create in the folder", Open(Path.Combine(folder, "new"), WriteOnly | Create));
        yield return ("cut the file given", CutByDescriptor(inside));
        yield return ("cut the file given by opening it", Open(inside, ReadOnly | Truncate));
        yield return ("remove the file given", Result(() => Unlink(inside)));
        yield return ("rename the file given", Result(() => Rename(inside, inside + "2")));
        yield return ("link a file in", Result(() => Link(outside, Path.Combine(folder, "stolen"))));
        yield return ("make a folder", Result(() => MakeDirectory(Path.Combine(folder, "sub"), 0b111_000_000)));
        yield return ("make a symbolic link", Result(() => SymbolicLink(outside, Path.Combine(folder, "pointer"))));
        yield return ("follow a symbolic link out", Open(Path.Combine(folder, "leads-out"), ReadOnly));
        yield return ("climb out", Open(Path.Combine(folder, "..", Path.GetFileName(Path.GetDirectoryName(outside)!), Path.GetFileName(outside)), ReadOnly));
        yield return ("read outside", Open(outside, ReadOnly));
        yield return ("write outside", Open(outside, WriteOnly));
        yield return ("list the root", Open("/", ReadOnly | Directory));
        yield return ("read passwd", Open("/etc/passwd", ReadOnly));
        yield return ("read the parent's environment", Open($"/proc/{parent}/environ", ReadOnly));
        yield return ("read the parent's memory", Open($"/proc/{parent}/mem", ReadOnly));
        yield return ("write own memory by file", Open("/proc/self/mem", WriteOnly));
        yield return ("climb out by proc", Open("/proc/self/root/etc/passwd", ReadOnly));
        yield return ("write in tmp", Open("/tmp/bourse-probe", WriteOnly | Create));
        yield return ("write in shm", Open("/dev/shm/bourse-probe", WriteOnly | Create));
        yield return ("write a device", Open("/dev/null", WriteOnly));
        yield return ("execute a shell early", Execute("/bin/sh"));
        yield return ("find a descriptor left open",
            System.IO.Directory.EnumerateFiles("/proc/self/fd").Any(each => File.ResolveLinkTarget(each, false)?.FullName == outside) ? 0 : 2);
    }

    private int Call(string name, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0) =>
        CallNumber(Number(_denied.Single(each => each.Name == name))!.Value, first, second, third, fourth, fifth);

    private static int CallNumber(nint number, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0) =>
        Result(() => Syscall(number, first, second, third, fourth, fifth, 0));

    private static int? Number(DeniedSyscall call) => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? call.X64 : call.Arm64;

    private static int WithAllBits(Func<nint, int> call)
    {
        var bits = stackalloc ulong[] { ulong.MaxValue, ulong.MaxValue };
        return call((nint)bits);
    }

    private static int Open(string path, int flags) => Result(() => Open(path, flags, 0b110_000_000));

    private static int CutByDescriptor(string path)
    {
        var descriptor = Open(path, ReadOnly, 0);
        return Result(() => CutTo(descriptor, 0));
    }

    private static int Execute(string path)
    {
        var name = Marshal.StringToCoTaskMemUTF8(path);
        var empty = stackalloc nint[] { 0 };
        return Execute((byte*)name, empty, empty) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    private static int Result(Func<nint> call) => call() is >= 0 or < -4095 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int CutTo(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, int mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SymbolicLink(string to, string path);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static partial int Execute(byte* path, nint* arguments, nint* environment);
}
