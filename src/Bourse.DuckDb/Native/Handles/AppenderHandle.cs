namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_appender</c>. Destroying one flushes it, so rows that were not asked to be kept are cleared first.</summary>
internal sealed class AppenderHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        _ = NativeMethods.AppenderClear(handle);
        return NativeMethods.AppenderDestroy(ref handle) == NativeState.Success;
    }
}
