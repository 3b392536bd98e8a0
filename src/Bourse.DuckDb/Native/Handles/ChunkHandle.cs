using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_data_chunk</c> and keeps its result alive: a chunk may point into the result's buffers.</summary>
internal sealed class ChunkHandle : NativeHandle, IChunkMemory
{
    private ResultHandle? result;

    public void KeepAlive(ResultHandle owner)
    {
        var added = false;
        owner.DangerousAddRef(ref added);
        result = owner;
    }

    public Vector Open(int column, DuckDbType type) => Vector.Open(type, NativeMethods.ChunkVector(this, (ulong)column));

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyChunk(ref handle);
        result?.DangerousRelease();
        return true;
    }
}
