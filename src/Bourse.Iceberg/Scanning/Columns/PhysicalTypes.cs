using System.Globalization;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>The engine's types of stored values: the older marks of parquet.thrift first, as all writers set them, then the newer ones.</summary>
internal static class PhysicalTypes
{
    public const string Instant = "TIMESTAMP WITH TIME ZONE";

    /// <summary>The type of a column that holds no value.</summary>
    public const string Null = "\"NULL\"";

    /// <summary>The engine's type of a leaf.</summary>
    public static string EngineType(ParquetSchemaElement leaf) => leaf.Type switch
    {
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Null => Null,
        _ when leaf.ConvertedType == ParquetConvertedType.Decimal => Decimal(leaf.Precision, leaf.Scale),
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Decimal => Decimal(leaf.LogicalType.Precision, leaf.LogicalType.Scale),
        ParquetType.Boolean => "BOOLEAN",
        ParquetType.Int32 => Int32(leaf),
        ParquetType.Int64 => Int64(leaf),
        ParquetType.Int96 => "TIMESTAMP",
        ParquetType.Float => "FLOAT",
        ParquetType.Double => "DOUBLE",
        ParquetType.ByteArray when leaf.ConvertedType is ParquetConvertedType.Utf8 or ParquetConvertedType.Enum or ParquetConvertedType.Json => "VARCHAR",
        ParquetType.FixedLengthByteArray when leaf.LogicalType?.Kind == ParquetLogicalType.Uuid => "UUID",
        ParquetType.FixedLengthByteArray when leaf.ConvertedType == ParquetConvertedType.Interval => "INTERVAL",
        _ => "BLOB",
    };

    private static string Int32(ParquetSchemaElement leaf) => leaf.ConvertedType switch
    {
        ParquetConvertedType.Date => "DATE",
        ParquetConvertedType.TimeMillis => TimeType(leaf),
        ParquetConvertedType.UInt8 => "UTINYINT",
        ParquetConvertedType.UInt16 => "USMALLINT",
        ParquetConvertedType.UInt32 => "UINTEGER",
        ParquetConvertedType.Int8 => "TINYINT",
        ParquetConvertedType.Int16 => "SMALLINT",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Date => "DATE",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Time => TimeType(leaf),
        _ => "INTEGER",
    };

    private static string Int64(ParquetSchemaElement leaf) => leaf.ConvertedType switch
    {
        ParquetConvertedType.UInt64 => "UBIGINT",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Timestamp => Timestamp(leaf.LogicalType),
        ParquetConvertedType.TimestampMillis or ParquetConvertedType.TimestampMicros => "TIMESTAMP",
        ParquetConvertedType.TimeMicros => TimeType(leaf),
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Time => TimeType(leaf),
        _ => "BIGINT",
    };

    private static string Timestamp(ParquetLogicalType type) => type.IsAdjustedToUtc == true ? Instant : type.InNanoseconds ? "TIMESTAMP_NS" : "TIMESTAMP";

    private static string TimeType(ParquetSchemaElement leaf) => leaf.LogicalType?.IsAdjustedToUtc == true ? "TIME WITH TIME ZONE" : "TIME";

    private static string Decimal(int? precision, int? scale) => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({precision ?? 0}, {scale ?? 0})");
}
