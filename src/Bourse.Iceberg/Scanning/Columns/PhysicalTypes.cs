using System.Globalization;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>The engine's types of stored values: the older marks of parquet.thrift first, as all writers set them, then the newer ones.</summary>
internal static class PhysicalTypes
{
    public const string Instant = "TIMESTAMP WITH TIME ZONE";

    /// <summary>The engine's type of a leaf.</summary>
    public static string EngineType(ParquetSchemaElement leaf) => leaf.Type switch
    {
        _ when leaf.ConvertedType == 5 => Decimal(leaf.Precision, leaf.Scale),
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Decimal => Decimal(leaf.LogicalType.Precision, leaf.LogicalType.Scale),
        ParquetType.Boolean => "BOOLEAN",
        ParquetType.Int32 => Int32(leaf),
        ParquetType.Int64 => Int64(leaf),
        ParquetType.Int96 => "TIMESTAMP",
        ParquetType.Float => "FLOAT",
        ParquetType.Double => "DOUBLE",
        ParquetType.ByteArray when leaf.ConvertedType is 0 or 4 or 19 => "VARCHAR",
        ParquetType.FixedLengthByteArray when leaf.LogicalType?.Kind == ParquetLogicalType.Uuid => "UUID",
        ParquetType.FixedLengthByteArray when leaf.ConvertedType == 21 => "INTERVAL",
        _ => "BLOB",
    };

    private static string Int32(ParquetSchemaElement leaf) => leaf.ConvertedType switch
    {
        6 => "DATE",
        7 => TimeType(leaf),
        11 => "UTINYINT",
        12 => "USMALLINT",
        13 => "UINTEGER",
        15 => "TINYINT",
        16 => "SMALLINT",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Date => "DATE",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Time => TimeType(leaf),
        _ => "INTEGER",
    };

    private static string Int64(ParquetSchemaElement leaf) => leaf.ConvertedType switch
    {
        14 => "UBIGINT",
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Timestamp => Timestamp(leaf.LogicalType),
        9 or 10 => "TIMESTAMP",
        8 => TimeType(leaf),
        _ when leaf.LogicalType?.Kind == ParquetLogicalType.Time => TimeType(leaf),
        _ => "BIGINT",
    };

    private static string Timestamp(ParquetLogicalType type) => type.IsAdjustedToUtc == true ? Instant : type.InNanoseconds ? "TIMESTAMP_NS" : "TIMESTAMP";

    private static string TimeType(ParquetSchemaElement leaf) => leaf.LogicalType?.IsAdjustedToUtc == true ? "TIME WITH TIME ZONE" : "TIME";

    private static string Decimal(int? precision, int? scale) => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({precision ?? 0}, {scale ?? 0})");
}
