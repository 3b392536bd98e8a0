using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native.Handles;

/// <summary>Owns one <c>duckdb_result</c> and the native memory it lives in; the handle is the address of the struct.</summary>
internal sealed unsafe class ResultHandle : NativeHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    /// <summary>The next chunk, or an invalid handle at the end.</summary>
    public ChunkHandle Fetch()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            var chunk = NativeMethods.FetchChunk(*(NativeResult*)handle);
            if (!chunk.IsInvalid)
                chunk.KeepAlive(this);
            return chunk;
        }
        finally
        {
            if (added)
                DangerousRelease();
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyResult(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
