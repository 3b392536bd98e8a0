using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native;

/// <summary><c>duckdb_hugeint</c>. Calls take this and not Int128, whose calling convention differs from a struct of two words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeHugeInt(Int128 value)
{
    public readonly ulong Lower = (ulong)(value & ulong.MaxValue);
    public readonly long Upper = (long)(value >> 64);
}
