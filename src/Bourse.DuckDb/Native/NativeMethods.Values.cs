using System.Runtime.InteropServices;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb.Native;

/// <content>Boxed engine values, for what has no bind or append call of its own.</content>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_destroy_value")]
    public static partial void DestroyValue(ref nint value);

    /// <summary>The type belongs to the value and must not be destroyed.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_get_value_type")]
    public static partial nint BorrowValueType(ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_null_value")]
    public static partial ValueHandle CreateNull();

    [LibraryImport(Library, EntryPoint = "duckdb_create_bool")]
    public static partial ValueHandle CreateBool([MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int8")]
    public static partial ValueHandle CreateInt8(sbyte value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int16")]
    public static partial ValueHandle CreateInt16(short value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int32")]
    public static partial ValueHandle CreateInt32(int value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int64")]
    public static partial ValueHandle CreateInt64(long value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uint8")]
    public static partial ValueHandle CreateUInt8(byte value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uint16")]
    public static partial ValueHandle CreateUInt16(ushort value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uint32")]
    public static partial ValueHandle CreateUInt32(uint value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uint64")]
    public static partial ValueHandle CreateUInt64(ulong value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_hugeint")]
    public static partial ValueHandle CreateHugeInt(NativeHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uhugeint")]
    public static partial ValueHandle CreateUHugeInt(NativeUHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_decimal")]
    public static partial ValueHandle CreateDecimal(NativeDecimal value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_float")]
    public static partial ValueHandle CreateFloat(float value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_double")]
    public static partial ValueHandle CreateDouble(double value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_date")]
    public static partial ValueHandle CreateDate(int days);

    [LibraryImport(Library, EntryPoint = "duckdb_create_time")]
    public static partial ValueHandle CreateTime(long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_time_ns")]
    public static partial ValueHandle CreateTimeNs(long nanoseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_time_tz_value")]
    public static partial ValueHandle CreateTimeTz(ulong bits);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp")]
    public static partial ValueHandle CreateTimestamp(long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp_tz")]
    public static partial ValueHandle CreateTimestampTz(long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp_s")]
    public static partial ValueHandle CreateTimestampS(long seconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp_ms")]
    public static partial ValueHandle CreateTimestampMs(long milliseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp_ns")]
    public static partial ValueHandle CreateTimestampNs(long nanoseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_interval")]
    public static partial ValueHandle CreateInterval(DuckDbInterval value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_uuid")]
    public static partial ValueHandle CreateUuid(NativeUHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_varchar_length")]
    public static unsafe partial ValueHandle CreateVarchar(byte* utf8, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_create_blob")]
    public static unsafe partial ValueHandle CreateBlob(byte* data, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_create_enum_value")]
    public static partial ValueHandle CreateEnum(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_create_struct_value")]
    public static unsafe partial ValueHandle CreateStruct(LogicalTypeHandle type, nint* values);

    [LibraryImport(Library, EntryPoint = "duckdb_create_list_value")]
    public static unsafe partial ValueHandle CreateList(nint elementType, nint* values, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_create_array_value")]
    public static unsafe partial ValueHandle CreateArray(nint elementType, nint* values, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_create_map_value")]
    public static unsafe partial ValueHandle CreateMap(LogicalTypeHandle type, nint* keys, nint* values, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_create_union_value")]
    public static partial ValueHandle CreateUnion(LogicalTypeHandle type, ulong memberIndex, ValueHandle value);
}
