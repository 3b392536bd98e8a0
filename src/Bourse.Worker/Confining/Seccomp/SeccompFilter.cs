using System.Runtime.InteropServices;
using Bourse.Worker.Native;

namespace Bourse.Worker.Confining.Seccomp;

/// <summary>Makes a program of the kernel's filter language of a table of refused calls, and installs it.</summary>
internal static unsafe class SeccompFilter
{
    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint FailWith = 0x00050000;

    private const int NumberOffset = 0;
    private const int ArchitectureOffset = 4;
    private const int ArgumentsOffset = 16;

    private const uint AuditArchitectureX64 = 0xc000003e;
    private const uint AuditArchitectureArm64 = 0xc00000b7;

    private const nint SetModeFilter = 1;
    private const nint AllThreads = 1;

    /// <summary>Whether filters for this processor can be made.</summary>
    public static bool IsKnown(Architecture architecture) => architecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>
    /// The program: 1. another architecture's calls end the process (x64 can make those of i386); 2. numbers past the table are unknown, among them all of x32,
    /// whose bit makes them large; 3. each refused call fails with its error; 4. the rest is allowed.
    /// </summary>
    public static IReadOnlyList<BpfInstruction> Program(IReadOnlyList<DeniedSyscall> denied, Architecture architecture)
    {
        var isX64 = architecture == Architecture.X64;
        List<BpfInstruction> program =
        [
            BpfInstruction.Load(ArchitectureOffset),
            BpfInstruction.IfEqual(isX64 ? AuditArchitectureX64 : AuditArchitectureArm64, 1, 0),
            BpfInstruction.Return(KillProcess),
            BpfInstruction.Load(NumberOffset),
            BpfInstruction.IfAtLeast(DeniedSyscalls.NumbersEnd, 0, 1),
            BpfInstruction.Return(FailWith | Errno.NotImplemented),
        ];
        foreach (var call in denied)
        {
            if ((isX64 ? call.X64 : call.Arm64) is not { } number)
                continue;
            List<BpfInstruction> refusal = call.Tests.Count == 0 ? [BpfInstruction.Return(FailWith | (uint)call.Error)]
                : [.. call.Tests.SelectMany(test => Test(test, call.Error))];
            program.Add(BpfInstruction.IfEqual((uint)number, 0, checked((byte)refusal.Count)));
            program.AddRange(refusal);
        }
        program.Add(BpfInstruction.Return(Allow));
        return program;
    }

    /// <summary>Puts the calling thread, or all threads, under a filter, until they end. Needs no_new_privs.</summary>
    /// <returns>False when the kernel has no filters.</returns>
    public static bool TryInstall(IReadOnlyList<DeniedSyscall> denied, bool allThreads)
    {
        if (!IsKnown(RuntimeInformation.ProcessArchitecture))
            return false;
        var instructions = Program(denied, RuntimeInformation.ProcessArchitecture).ToArray();
        var seccomp = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 317 : 277;
        fixed (BpfInstruction* first = instructions)
        {
            var program = new SocketFilterProgram((ushort)instructions.Length, (nint)first);
            return Libc.Syscall(seccomp, SetModeFilter, allThreads ? AllThreads : 0, (nint)(&program)) == 0;
        }
    }

    /// <summary>Loads half an argument, compares, and fails or loads the number again for the next rule.</summary>
    private static IEnumerable<BpfInstruction> Test(ArgumentTest test, int error)
    {
        yield return BpfInstruction.Load(ArgumentsOffset + (test.Index * sizeof(ulong)) + (test.IsUpperHalf ? sizeof(uint) : 0));
        yield return BpfInstruction.And(test.Mask);
        yield return test.FailsWhenEqual ? BpfInstruction.IfEqual(test.Value, 0, 1) : BpfInstruction.IfEqual(test.Value, 1, 0);
        yield return BpfInstruction.Return(FailWith | (uint)error);
        yield return BpfInstruction.Load(NumberOffset);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct SocketFilterProgram(ushort Length, nint Instructions);
}
