using System.Runtime.InteropServices;

namespace Bourse.Worker.Confining.Seccomp;

/// <summary><c>struct sock_filter</c>: one instruction of classic BPF.</summary>
/// <param name="Code">What to do.</param>
/// <param name="IfTrue">How many instructions to skip when a comparison holds.</param>
/// <param name="IfFalse">How many when it does not.</param>
/// <param name="Operand">Compared with, loaded from, or returned.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand)
{
    /// <summary>Loads a word of <c>struct seccomp_data</c>.</summary>
    public static BpfInstruction Load(int offset) => new(0x20, 0, 0, (uint)offset);

    /// <summary>Keeps the bits of a mask.</summary>
    public static BpfInstruction And(uint mask) => new(0x54, 0, 0, mask);

    /// <summary>Compares for equality.</summary>
    public static BpfInstruction IfEqual(uint value, byte ifTrue, byte ifFalse) => new(0x15, ifTrue, ifFalse, value);

    /// <summary>Compares for greater or equal, unsigned.</summary>
    public static BpfInstruction IfAtLeast(uint value, byte ifTrue, byte ifFalse) => new(0x35, ifTrue, ifFalse, value);

    /// <summary>Ends with a verdict.</summary>
    public static BpfInstruction Return(uint verdict) => new(0x06, 0, 0, verdict);
}
