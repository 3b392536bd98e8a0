namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_data_chunk</c> and keeps its result alive: a chunk may point into the result's buffers.</summary>
internal sealed class ChunkHandle : NativeHandle
{
    private ResultHandle? result;

    public void KeepAlive(ResultHandle owner)
    {
        var added = false;
        owner.DangerousAddRef(ref added);
        result = owner;
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyChunk(ref handle);
        result?.DangerousRelease();
        return true;
    }
}
