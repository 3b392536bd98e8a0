using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Statistics;

/// <summary>Reads bounds in Parquet's plain encoding as values of a column's type.</summary>
public static class ParquetBound
{
    /// <summary>The value, or null when the file stores the column in a way whose bounds are not understood: then nothing is known.</summary>
    public static Literal? TryRead(ReadOnlySpan<byte> bytes, ParquetSchemaElement leaf, IcebergType type) => (type, leaf.Type, bytes.Length) switch
    {
        (IcebergType.Boolean, ParquetType.Boolean, 1) => new Literal.Boolean(bytes[0] != 0),
        (IcebergType.Int or IcebergType.Long, ParquetType.Int32, 4) => new Literal.Integer(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        (IcebergType.Long, ParquetType.Int64, 8) => new Literal.Integer(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.Float or IcebergType.Double, ParquetType.Float, 4) => new Literal.Real(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        (IcebergType.Double, ParquetType.Double, 8) => new Literal.Real(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        (IcebergType.Date, ParquetType.Int32, 4) => new Literal.Date(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        (IcebergType.Time, ParquetType.Int64, 8) when leaf.ConvertedType == ParquetConvertedType.TimeMicros =>
            new Literal.Time(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.Timestamp, ParquetType.Int64, 8) when leaf.ConvertedType == ParquetConvertedType.TimestampMicros =>
            new Literal.Timestamp(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampTz, ParquetType.Int64, 8) when leaf.ConvertedType == ParquetConvertedType.TimestampMicros =>
            new Literal.TimestampTz(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampNs, ParquetType.Int64, 8) when IsInNanoseconds(leaf) => new Literal.TimestampNs(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampTzNs, ParquetType.Int64, 8) when IsInNanoseconds(leaf) => new Literal.TimestampTzNs(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.Decimal t, ParquetType.Int32, 4) when leaf.Scale == t.Scale => new Literal.Decimal(BinaryPrimitives.ReadInt32LittleEndian(bytes), t.Scale),
        (IcebergType.Decimal t, ParquetType.Int64, 8) when leaf.Scale == t.Scale => new Literal.Decimal(BinaryPrimitives.ReadInt64LittleEndian(bytes), t.Scale),
        (IcebergType.Decimal t, ParquetType.FixedLengthByteArray or ParquetType.ByteArray, > 0) when leaf.Scale == t.Scale =>
            new Literal.Decimal(new BigInteger(bytes, isBigEndian: true), t.Scale),
        (IcebergType.String, ParquetType.ByteArray, _) => Text(bytes),
        (IcebergType.Uuid, ParquetType.FixedLengthByteArray, 16) => new Literal.Uuid(new Guid(bytes, bigEndian: true)),
        (IcebergType.Binary, ParquetType.ByteArray, _) => new Literal.Bytes([.. bytes]),
        (IcebergType.Fixed t, ParquetType.FixedLengthByteArray, var length) when length == t.Length => new Literal.Bytes([.. bytes]),
        _ => null,
    };

    private static bool IsInNanoseconds(ParquetSchemaElement leaf) => leaf.LogicalType is { Kind: ParquetLogicalType.Timestamp, InNanoseconds: true };

    private static Literal.Text? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new Literal.Text(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            // A bound cut inside a code point says nothing usable.
            return null;
        }
    }
}
