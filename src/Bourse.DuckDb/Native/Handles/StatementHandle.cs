namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_prepared_statement</c>.</summary>
internal sealed class StatementHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        return true;
    }
}
