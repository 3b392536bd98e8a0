using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Worker.Wire;

namespace Bourse.Query.Workers;

/// <summary>The answer of a worker, read frame by frame. What breaks a rule ends the worker.</summary>
internal sealed class WorkerRows(WorkerSession session, IReadOnlyList<DuckDbColumn> columns) : DuckDbRows
{
    private readonly FrameBuffer _buffer = new();

    /// <inheritdoc />
    public override IReadOnlyList<DuckDbColumn> Columns => columns;

    /// <summary>Whether the worker waits for another statement.</summary>
    public bool IsAtEnd { get; private set; }

    /// <inheritdoc />
    public override IEnumerable<DuckDbChunk> Chunks()
    {
        ObjectDisposedException.ThrowIf(_buffer.IsDisposed, this);
        return Read();
    }

    protected override void Dispose(bool disposing) => _buffer.Dispose();

    private IEnumerable<DuckDbChunk> Read()
    {
        var rows = 0L;
        while (!IsAtEnd)
        {
            using var chunk = Next(rows);
            if (chunk is null)
                yield break;
            rows += chunk.RowCount;
            yield return chunk;
        }
    }

    private DuckDbChunk? Next(long rowsSoFar)
    {
        try
        {
            switch (session.Read(_buffer))
            {
                case FrameKind.Rows:
                    return RowsFrame.Read(_buffer, columns);
                case FrameKind.End when _buffer.Length == sizeof(long) && BinaryPrimitives.ReadInt64LittleEndian(_buffer.Bytes) == rowsSoFar:
                    IsAtEnd = true;
                    return null;
                case var other:
                    throw session.Garbled($"Rows or their end were expected, not {other} after {rowsSoFar} rows.");
            }
        }
        catch (DuckDbFrameException broken)
        {
            throw session.Garbled(broken.Message);
        }
        catch (DuckDbException)
        {
            IsAtEnd = true;
            throw;
        }
    }
}
