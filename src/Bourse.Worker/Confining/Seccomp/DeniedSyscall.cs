namespace Bourse.Worker.Confining.Seccomp;

/// <summary>A system call that is refused.</summary>
/// <param name="Name">As in the manual.</param>
/// <param name="X64">Its number on x64; null where there is none.</param>
/// <param name="Arm64">Its number on arm64; null where there is none.</param>
internal sealed record DeniedSyscall(string Name, int? X64, int? Arm64)
{
    /// <summary>Refuses only calls for which one of these fails; empty refuses all.</summary>
    public IReadOnlyList<ArgumentTest> Tests { get; init; } = [];

    /// <summary>What the caller is told.</summary>
    public int Error { get; init; } = Errno.NotPermitted;
}
