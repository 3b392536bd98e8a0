namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_database</c>.</summary>
internal sealed class DatabaseHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}
