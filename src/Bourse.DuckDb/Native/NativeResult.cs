using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native;

/// <summary><c>duckdb_result</c>: five deprecated fields and the pointer that matters. Lives in native memory owned by a ResultHandle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeResult
{
    public readonly ulong DeprecatedColumnCount;
    public readonly ulong DeprecatedRowCount;
    public readonly ulong DeprecatedRowsChanged;
    public readonly nint DeprecatedColumns;
    public readonly nint DeprecatedErrorMessage;
    public readonly nint InternalData;
}
