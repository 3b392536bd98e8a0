namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_value</c>.</summary>
internal sealed class ValueHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyValue(ref handle);
        return true;
    }
}
