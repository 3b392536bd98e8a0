using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Worker.Wire;

namespace Bourse.Worker.Serving;

/// <summary>Runs one statement and writes its answer.</summary>
internal static class QueryAnswer
{
    /// <summary>Answers; a failure of the engine is an answer too.</summary>
    public static void Write(DuckDbConnection connection, string sql, FrameStream frames)
    {
        try
        {
            using var buffer = new FrameBuffer();
            using var statement = connection.Prepare(sql);
            using var result = statement.ExecuteStreaming();
            ColumnsFrame.Write(result.Columns, buffer);
            frames.Write(FrameKind.Columns, buffer.Bytes);
            var rows = 0L;
            foreach (var chunk in result.Chunks())
            {
                Write(chunk, 0, chunk.RowCount, buffer, frames);
                rows += chunk.RowCount;
            }
            var end = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(end, rows);
            frames.Write(FrameKind.End, end);
        }
        catch (DuckDbException refused)
        {
            frames.Write(FrameKind.Failure, FailureFrame.Write(refused.Type, refused.Message));
        }
        catch (Exception refused) when (refused is NotSupportedException or DuckDbFrameException)
        {
            frames.Write(FrameKind.Failure, FailureFrame.Write(DuckDbErrorType.NotImplemented, refused.Message));
        }
        catch (OutOfMemoryException refused)
        {
            frames.Write(FrameKind.Failure, FailureFrame.Write(DuckDbErrorType.OutOfMemory, refused.Message));
        }
    }

    /// <summary>Writes rows, in halves where they are too many bytes for one frame.</summary>
    private static void Write(DuckDbChunk chunk, int first, int count, FrameBuffer buffer, FrameStream frames)
    {
        if (RowsFrame.TryWrite(chunk, first, count, buffer))
        {
            frames.Write(FrameKind.Rows, buffer.Bytes);
        }
        else if (count == 1)
        {
            throw new DuckDbFrameException("A row is longer than 32 MiB; select fewer or shorter columns.");
        }
        else
        {
            Write(chunk, first, count / 2, buffer, frames);
            Write(chunk, first + (count / 2), count - (count / 2), buffer, frames);
        }
    }
}
