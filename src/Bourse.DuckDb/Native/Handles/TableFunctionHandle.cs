namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_table_function</c>; registering copies it.</summary>
internal sealed class TableFunctionHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyTableFunction(ref handle);
        return true;
    }
}
