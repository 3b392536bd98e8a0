using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Native;

/// <content>Running SQL and reading what a result says about itself.</content>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_query")]
    public static partial NativeState Query(ConnectionHandle connection, [MarshalUsing(typeof(StrictUtf8Marshaller))] string sql, ResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(nint result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
    [return: MarshalUsing(typeof(EngineOwnedUtf8Marshaller))]
    public static partial string? ColumnName(ResultHandle result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_logical_type")]
    public static partial LogicalTypeHandle ColumnLogicalType(ResultHandle result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(ResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(ResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    [return: MarshalUsing(typeof(EngineOwnedUtf8Marshaller))]
    public static partial string? ResultError(ResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error_type")]
    public static partial DuckDbErrorType ResultErrorType(ResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    public static partial ChunkHandle FetchChunk(NativeResult result);
}
