using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Bourse.Worker.Confining.Seccomp;

namespace Bourse.Worker.Tests.Confining;

public sealed partial class DeniedSyscallsTests
{
    // Newer than the headers of long-term distributions; from the kernel's syscall tables, where new calls have one number everywhere.
    private static readonly Dictionary<string, int> Newer =
        new() { ["statmount"] = 457, ["listmount"] = 458, ["fchmodat2"] = 452, ["lsm_list_modules"] = 461, ["map_shadow_stack"] = 453 };

    [HeaderTheory]
    [InlineData("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", true)]
    [InlineData("/usr/include/asm-generic/unistd.h", false)]
    public void Numbers_are_those_of_the_kernels_headers(string header, bool isX64)
    {
        var numbers = Defined().Matches(File.ReadAllText(header)).GroupBy(match => match.Groups["name"].Value)
            .ToDictionary(each => each.Key, each => int.Parse(each.First().Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, number) in Newer)
            numbers.TryAdd(name, number);
        foreach (var call in DeniedSyscalls.FromTheStart(1).Concat(DeniedSyscalls.OnceRunning))
            Assert.Equal($"{call.Name} {(numbers.TryGetValue(call.Name, out var number) ? number : null)}", $"{call.Name} {(isX64 ? call.X64 : call.Arm64)}");
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void A_filter_refuses_what_the_table_says_and_allows_the_rest(Architecture architecture)
    {
        var table = DeniedSyscalls.FromTheStart(4711);
        var program = SeccompFilter.Program(table, architecture);
        Assert.True(program.Count < 4096);
        var isX64 = architecture == Architecture.X64;
        var own = isX64 ? 0xc000003eu : 0xc00000b7u;
        Assert.Equal(0x80000000u, Run(program, 39, isX64 ? 0x40000003u : 0x40000028u));
        var byNumber = table.Where(call => (isX64 ? call.X64 : call.Arm64) is not null).ToDictionary(call => (isX64 ? call.X64 : call.Arm64)!.Value);
        for (var number = 0u; number < DeniedSyscalls.NumbersEnd; number++)
        {
            var expected = byNumber.TryGetValue((int)number, out var call) && call.Tests.Count == 0 ? 0x50000u | (uint)call.Error : 0x7fff0000u;
            if (call is null || call.Tests.Count == 0)
                Assert.Equal((number, expected), (number, Run(program, number, own)));
        }
        foreach (var number in new[] { (uint)DeniedSyscalls.NumbersEnd, 0x40000000u, uint.MaxValue })
            Assert.Equal(0x50000u | 38, Run(program, number, own));
        foreach (var (name, arguments, isAllowed) in new (string, ulong[], bool)[]
        {
            ("kill", [4711, 9], true), ("kill", [4712, 9], false), ("kill", [0, 9], false), ("kill", [ulong.MaxValue, 9], false), ("kill", [4711 + (1ul << 32), 9], true),
            ("clone", [0x10f00], true), ("clone", [17], false), ("clone", [0x10f00 | 0x10000000], false), ("clone", [0x10f00 | 0x80], false),
            ("mmap", [0, 0, 0, 0x22], true), ("mmap", [0, 0, 0, 0x01], true), ("mmap", [0, 0, 0, 0x21], false), ("mmap", [0, 0, 0, 0x23], false),
            ("mmap", [0, 0, 0, 0x122], false),
            ("prlimit64", [0, 7, 0], true), ("prlimit64", [0, 7, 8], false), ("prlimit64", [0, 7, 1ul << 40], false),
            ("prctl", [15], true), ("prctl", [1], false), ("prctl", [35], false), ("sched_setaffinity", [0], true), ("sched_setaffinity", [1], false),
        })
        {
            var call = table.Single(each => each.Name == name);
            Assert.Equal((name, arguments[0], isAllowed ? 0x7fff0000u : 0x50001u),
                (name, arguments[0], Run(program, (uint)(isX64 ? call.X64 : call.Arm64)!.Value, own, arguments)));
        }
    }

    /// <summary>The kernel's machine, as far as filters use it.</summary>
    private static uint Run(IReadOnlyList<BpfInstruction> program, uint number, uint architecture, params ulong[] arguments)
    {
        var accumulator = 0u;
        for (var at = 0; ; at++)
        {
            var (code, ifTrue, ifFalse, operand) = program[at];
            switch (code)
            {
                case 0x20:
                    accumulator = operand switch
                    {
                        0 => number,
                        4 => architecture,
                        var offset when (offset - 16) / 8 < arguments.Length => (uint)(arguments[(offset - 16) / 8] >> ((offset & 4) == 0 ? 0 : 32)),
                        _ => 0,
                    };
                    break;
                case 0x54:
                    accumulator &= operand;
                    break;
                case 0x15:
                    at += accumulator == operand ? ifTrue : ifFalse;
                    break;
                case 0x35:
                    at += accumulator >= operand ? ifTrue : ifFalse;
                    break;
                default:
                    Assert.Equal(0x06, code);
                    return operand;
            }
        }
    }

    [GeneratedRegex(@"#define __NR(?:3264)?_(?<name>\w+)\s+(?<number>\d+)")]
    private static partial Regex Defined();
}
