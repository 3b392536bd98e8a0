using System.Collections.Immutable;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>
/// A result, read once from first chunk to last: whole in the engine's memory, or made while it is read (<see cref="DuckDbStatement.ExecuteStreaming"/>). Use from one
/// thread at a time.
/// </summary>
public sealed class DuckDbResult : DuckDbRows
{
    private readonly ResultHandle handle;

    internal DuckDbResult(ResultHandle handle)
    {
        this.handle = handle;
        RowsChanged = (long)NativeMethods.RowsChanged(handle);
        var count = NativeMethods.ColumnCount(handle);
        var columns = ImmutableArray.CreateBuilder<DuckDbColumn>((int)count);
        for (var i = 0ul; i < count; i++)
        {
            using var type = NativeMethods.ColumnLogicalType(handle, i);
            columns.Add(new DuckDbColumn(NativeMethods.ColumnName(handle, i) ?? "", DuckDbType.From(type)));
        }
        Columns = columns.MoveToImmutable();
    }

    /// <inheritdoc />
    public override IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Rows that INSERT, UPDATE, DELETE, MERGE or COPY changed; 0 for a query.</summary>
    public long RowsChanged { get; }

    /// <inheritdoc />
    public override IEnumerable<DuckDbChunk> Chunks()
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        return Read();
    }

    /// <summary>Frees the result; a chunk still held stays readable until it is disposed.</summary>
    protected override void Dispose(bool disposing) => handle.Dispose();

    private IEnumerable<DuckDbChunk> Read()
    {
        while (true)
        {
            var next = handle.Fetch();
            if (next.IsInvalid)
            {
                next.Dispose();
                if (NativeMethods.ResultErrorType(handle) != DuckDbErrorType.Invalid)
                    throw QueryRun.Failure(handle);
                yield break;
            }
            using var chunk = new DuckDbChunk(next, Columns, (int)NativeMethods.ChunkSize(next));
            if (chunk.RowCount > 0)
                yield return chunk;
        }
    }
}
