namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_config</c>.</summary>
internal sealed class ConfigHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyConfig(ref handle);
        return true;
    }
}
