namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_logical_type</c>.</summary>
internal sealed class LogicalTypeHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyLogicalType(ref handle);
        return true;
    }
}
