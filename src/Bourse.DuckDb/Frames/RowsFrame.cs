using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Frames;

/// <summary>Rows of a chunk in a frame.</summary>
public static class RowsFrame
{
    /// <summary>Writes rows over what the buffer holds.</summary>
    /// <param name="chunk">The rows.</param>
    /// <param name="first">The first of them, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="buffer">Where to.</param>
    /// <returns>False when they are more than a frame may hold: give fewer.</returns>
    public static bool TryWrite(DuckDbChunk chunk, int first, int count, FrameBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, chunk.RowCount - first);
        buffer.Clear();
        buffer.Append((ulong)count);
        try
        {
            var writer = new VectorWriter(buffer);
            var rows = new RowSelection(first, count);
            for (var column = 0; column < chunk.ColumnCount; column++)
                writer.Write(chunk.Column(column), rows, null);
            return true;
        }
        catch (DuckDbFrameException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads rows that anybody may have written: the frame is checked whole, so that no value of the chunk can reach outside of it. The chunk lies in the buffer,
    /// which must be left alone until the chunk is disposed.
    /// </summary>
    /// <exception cref="DuckDbFrameException">The frame breaks a rule.</exception>
    public static DuckDbChunk Read(FrameBuffer buffer, IReadOnlyList<DuckDbColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(columns);
        var reader = new VectorReader(buffer);
        var rows = reader.Rows();
        var vectors = new Vector[columns.Count];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = reader.Read(columns[i].Type, rows);
        reader.End();
        return new DuckDbChunk(new FrameMemory(buffer, vectors), columns, rows);
    }

    private sealed class FrameMemory(FrameBuffer buffer, Vector[] vectors) : IChunkMemory
    {
        private bool closed;

        public bool IsClosed => closed || buffer.IsDisposed;

        public Vector Open(int column, DuckDbType type) => vectors[column];

        public void Dispose() => closed = true;
    }
}
