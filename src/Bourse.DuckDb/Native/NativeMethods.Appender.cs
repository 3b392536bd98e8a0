using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Native;

/// <content>The appender: bulk insert without SQL.</content>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_appender_create_ext")]
    public static partial NativeState AppenderCreate(
        ConnectionHandle connection, [MarshalUsing(typeof(StrictUtf8Marshaller))] string? catalog,
        [MarshalUsing(typeof(StrictUtf8Marshaller))] string? schema, [MarshalUsing(typeof(StrictUtf8Marshaller))] string table, out AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_count")]
    public static partial ulong AppenderColumnCount(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_type")]
    public static partial LogicalTypeHandle AppenderColumnType(AppenderHandle appender, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_error_data")]
    public static partial ErrorDataHandle AppenderErrorData(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_error_type")]
    public static partial DuckDbErrorType ErrorDataType(ErrorDataHandle error);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_message")]
    [return: MarshalUsing(typeof(EngineOwnedUtf8Marshaller))]
    public static partial string? ErrorDataMessage(ErrorDataHandle error);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_error_data")]
    public static partial void DestroyErrorData(ref nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_flush")]
    public static partial NativeState AppenderFlush(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_clear")]
    public static partial NativeState AppenderClear(nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_destroy")]
    public static partial NativeState AppenderDestroy(ref nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_end_row")]
    public static partial NativeState AppenderEndRow(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_append_null")]
    public static partial NativeState AppendNull(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_append_value")]
    public static partial NativeState AppendValue(AppenderHandle appender, ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_bool")]
    public static partial NativeState AppendBool(AppenderHandle appender, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_int8")]
    public static partial NativeState AppendInt8(AppenderHandle appender, sbyte value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_int16")]
    public static partial NativeState AppendInt16(AppenderHandle appender, short value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_int32")]
    public static partial NativeState AppendInt32(AppenderHandle appender, int value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_int64")]
    public static partial NativeState AppendInt64(AppenderHandle appender, long value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_uint8")]
    public static partial NativeState AppendUInt8(AppenderHandle appender, byte value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_uint16")]
    public static partial NativeState AppendUInt16(AppenderHandle appender, ushort value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_uint32")]
    public static partial NativeState AppendUInt32(AppenderHandle appender, uint value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_uint64")]
    public static partial NativeState AppendUInt64(AppenderHandle appender, ulong value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_hugeint")]
    public static partial NativeState AppendHugeInt(AppenderHandle appender, NativeHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_uhugeint")]
    public static partial NativeState AppendUHugeInt(AppenderHandle appender, NativeUHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_float")]
    public static partial NativeState AppendFloat(AppenderHandle appender, float value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_double")]
    public static partial NativeState AppendDouble(AppenderHandle appender, double value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_date")]
    public static partial NativeState AppendDate(AppenderHandle appender, int days);

    [LibraryImport(Library, EntryPoint = "duckdb_append_interval")]
    public static partial NativeState AppendInterval(AppenderHandle appender, DuckDbInterval value);

    [LibraryImport(Library, EntryPoint = "duckdb_append_varchar_length")]
    public static unsafe partial NativeState AppendVarchar(AppenderHandle appender, byte* utf8, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_append_blob")]
    public static unsafe partial NativeState AppendBlob(AppenderHandle appender, byte* data, ulong length);
}
