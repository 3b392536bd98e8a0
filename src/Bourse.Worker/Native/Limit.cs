using System.Runtime.InteropServices;

namespace Bourse.Worker.Native;

/// <summary><c>struct rlimit</c>.</summary>
/// <param name="Soft">What holds.</param>
/// <param name="Hard">What it may be raised to.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Limit(ulong Soft, ulong Hard);
