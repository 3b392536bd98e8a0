namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_error_data</c>.</summary>
internal sealed class ErrorDataHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyErrorData(ref handle);
        return true;
    }
}
