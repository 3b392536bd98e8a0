using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Text;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>The binary form of single values, as bounds have it (Iceberg specification, appendix D): little-endian numbers, big-endian decimals and UUIDs.</summary>
public static class LiteralBinary
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The value's bytes.</summary>
    /// <param name="value">A value that fits the type.</param>
    /// <param name="type">The column's type.</param>
    public static byte[] Encode(Literal value, IcebergType.Primitive type) => value switch
    {
        Literal.Boolean v => [v.Value ? (byte)1 : (byte)0],
        Literal.Integer v when type is IcebergType.Int => Little(4, b => BinaryPrimitives.WriteInt32LittleEndian(b, checked((int)v.Value))),
        Literal.Integer v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Value)),
        Literal.Real v when type is IcebergType.Float => Little(4, b => BinaryPrimitives.WriteSingleLittleEndian(b, (float)v.Value)),
        Literal.Real v => Little(8, b => BinaryPrimitives.WriteDoubleLittleEndian(b, v.Value)),
        Literal.Decimal v => v.Unscaled.ToByteArray(isBigEndian: true),
        Literal.Date v => Little(4, b => BinaryPrimitives.WriteInt32LittleEndian(b, v.Days)),
        Literal.Time v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Micros)),
        Literal.Timestamp v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Micros)),
        Literal.TimestampTz v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Micros)),
        Literal.TimestampNs v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Nanos)),
        Literal.TimestampTzNs v => Little(8, b => BinaryPrimitives.WriteInt64LittleEndian(b, v.Nanos)),
        Literal.Text v => Utf8.GetBytes(v.Value),
        Literal.Uuid v => v.Value.ToByteArray(bigEndian: true),
        Literal.Bytes v => [.. v.Value],
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The value of bytes, or null when they are no value of the type: a bound that cannot be read is not known. Narrower numbers, written before a
    /// column was widened, are widened; wider ones, which some writers produce, are taken when they fit.
    /// </summary>
    public static Literal? TryDecode(ReadOnlySpan<byte> bytes, IcebergType type) => (type, bytes.Length) switch
    {
        (IcebergType.Boolean, 1) => new Literal.Boolean(bytes[0] != 0),
        (IcebergType.Int, 4 or 8) => Integer(bytes) is { Value: >= int.MinValue and <= int.MaxValue } value ? value : null,
        (IcebergType.Long, 4 or 8) => Integer(bytes),
        (IcebergType.Float or IcebergType.Double, 4) => new Literal.Real(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        (IcebergType.Double, 8) => new Literal.Real(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        (IcebergType.Decimal t, > 0 and <= 16) => new Literal.Decimal(new BigInteger(bytes, isBigEndian: true), t.Scale),
        (IcebergType.Date, 4) => new Literal.Date(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        (IcebergType.Time, 8) => new Literal.Time(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.Timestamp, 8) => new Literal.Timestamp(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampTz, 8) => new Literal.TimestampTz(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampNs, 8) => new Literal.TimestampNs(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.TimestampTzNs, 8) => new Literal.TimestampTzNs(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (IcebergType.String, _) => Text(bytes),
        (IcebergType.Uuid, 16) => new Literal.Uuid(new Guid(bytes, bigEndian: true)),
        (IcebergType.Fixed t, var length) when length == t.Length => new Literal.Bytes([.. bytes]),
        (IcebergType.Binary, _) => new Literal.Bytes([.. bytes]),
        _ => null,
    };

    private static Literal.Integer Integer(ReadOnlySpan<byte> bytes) =>
        new(bytes.Length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes));

    private static Literal.Text? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new Literal.Text(Utf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            // Some writers cut text inside a code point.
            return null;
        }
    }

    private static byte[] Little(int length, Action<byte[]> write)
    {
        var bytes = new byte[length];
        write(bytes);
        return bytes;
    }
}
