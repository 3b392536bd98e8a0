using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native;

/// <summary><c>duckdb_uhugeint</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeUHugeInt(UInt128 value)
{
    public readonly ulong Lower = (ulong)(value & ulong.MaxValue);
    public readonly ulong Upper = (ulong)(value >> 64);
}
