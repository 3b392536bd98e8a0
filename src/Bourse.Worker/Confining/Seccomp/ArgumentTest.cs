namespace Bourse.Worker.Confining.Seccomp;

/// <summary>Half of an argument of a system call, looked at: it fails when <c>(half &amp; Mask) == Value</c> is <paramref name="FailsWhenEqual"/>.</summary>
/// <param name="Index">The argument, from 0.</param>
/// <param name="IsUpperHalf">Which half of its 64 bits. The kernel itself ignores the upper one of an <c>int</c>.</param>
/// <param name="Mask">The bits that matter.</param>
/// <param name="Value">What they are compared with.</param>
/// <param name="FailsWhenEqual">Whether equality is what is refused.</param>
internal sealed record ArgumentTest(int Index, bool IsUpperHalf, uint Mask, uint Value, bool FailsWhenEqual)
{
    /// <summary>Refuses every value but one.</summary>
    public static ArgumentTest Only(int index, uint value) => new(index, false, uint.MaxValue, value, FailsWhenEqual: false);

    /// <summary>Refuses one value.</summary>
    public static ArgumentTest Not(int index, uint value) => new(index, false, uint.MaxValue, value, FailsWhenEqual: true);

    /// <summary>Refuses values that have all of these flags.</summary>
    public static ArgumentTest NotAll(int index, uint flags) => new(index, false, flags, flags, FailsWhenEqual: true);

    /// <summary>Refuses values that have another combination of the flags in <paramref name="mask"/>.</summary>
    public static ArgumentTest Exactly(int index, uint mask, uint flags) => new(index, false, mask, flags, FailsWhenEqual: false);

    /// <summary>Refuses pointers that are not null.</summary>
    public static IReadOnlyList<ArgumentTest> Null(int index) => [Only(index, 0), new(index, true, uint.MaxValue, 0, FailsWhenEqual: false)];
}
