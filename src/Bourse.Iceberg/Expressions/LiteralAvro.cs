using System.Diagnostics;
using System.Numerics;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Partition values in Avro (Iceberg specification, appendix A).</summary>
internal static class LiteralAvro
{
    public static AvroSchema SchemaOf(IcebergType.Primitive type) => type switch
    {
        IcebergType.Boolean => new AvroSchema.Primitive(AvroKind.Boolean),
        IcebergType.Int => new AvroSchema.Primitive(AvroKind.Int),
        IcebergType.Long => new AvroSchema.Primitive(AvroKind.Long),
        IcebergType.Float => new AvroSchema.Primitive(AvroKind.Float),
        IcebergType.Double => new AvroSchema.Primitive(AvroKind.Double),
        IcebergType.Decimal t => new AvroSchema.Fixed($"decimal_{t.Precision}_{t.Scale}", DecimalBytes(t.Precision), "decimal", t.Precision, t.Scale),
        IcebergType.Date => new AvroSchema.Primitive(AvroKind.Int, "date"),
        IcebergType.Time => new AvroSchema.Primitive(AvroKind.Long, "time-micros"),
        IcebergType.Timestamp => new AvroSchema.Primitive(AvroKind.Long, "timestamp-micros", AdjustToUtc: false),
        IcebergType.TimestampTz => new AvroSchema.Primitive(AvroKind.Long, "timestamp-micros", AdjustToUtc: true),
        IcebergType.TimestampNs => new AvroSchema.Primitive(AvroKind.Long, "timestamp-nanos", AdjustToUtc: false),
        IcebergType.TimestampTzNs => new AvroSchema.Primitive(AvroKind.Long, "timestamp-nanos", AdjustToUtc: true),
        // Null in every row: a union of null with itself is none.
        IcebergType.Unknown => new AvroSchema.Primitive(AvroKind.Int),
        IcebergType.String => new AvroSchema.Primitive(AvroKind.String),
        IcebergType.Uuid => new AvroSchema.Fixed("uuid_fixed", 16, "uuid"),
        IcebergType.Fixed t => new AvroSchema.Fixed($"fixed_{t.Length}", t.Length),
        IcebergType.Binary => new AvroSchema.Primitive(AvroKind.Bytes),
        _ => throw new UnreachableException(),
    };

    public static object? ToAvro(Literal? value, IcebergType.Primitive type) => value switch
    {
        null => null,
        Literal.Boolean v => v.Value,
        Literal.Integer v when type is IcebergType.Int => checked((int)v.Value),
        Literal.Integer v => v.Value,
        Literal.Real v when type is IcebergType.Float => (float)v.Value,
        Literal.Real v => v.Value,
        Literal.Decimal v => SignExtended(v.Unscaled, DecimalBytes(((IcebergType.Decimal)type).Precision)),
        Literal.Date v => v.Days,
        Literal.Time v => v.Micros,
        Literal.Timestamp v => v.Micros,
        Literal.TimestampTz v => v.Micros,
        Literal.TimestampNs v => v.Nanos,
        Literal.TimestampTzNs v => v.Nanos,
        Literal.Text v => v.Value,
        Literal.Uuid v => v.Value.ToByteArray(bigEndian: true),
        Literal.Bytes v => v.Value.ToArray(),
        _ => throw new UnreachableException(),
    };

    /// <summary>The partition value of a decoded Avro value. Narrower numbers, written before a column was widened, are taken.</summary>
    /// <exception cref="IcebergFormatException">The value is not of the type.</exception>
    public static Literal? FromAvro(object? value, IcebergType type, string field) => (type, value) switch
    {
        (_, null) => null,
        (IcebergType.Boolean, bool v) => new Literal.Boolean(v),
        (IcebergType.Int or IcebergType.Long, int v) => new Literal.Integer(v),
        (IcebergType.Long, long v) => new Literal.Integer(v),
        (IcebergType.Float or IcebergType.Double, float v) => new Literal.Real(v),
        (IcebergType.Double, double v) => new Literal.Real(v),
        (IcebergType.Decimal t, byte[] v) => new Literal.Decimal(new BigInteger(v, isBigEndian: true), t.Scale),
        (IcebergType.Date, int v) => new Literal.Date(v),
        (IcebergType.Time, long v) => new Literal.Time(v),
        (IcebergType.Timestamp, long v) => new Literal.Timestamp(v),
        (IcebergType.TimestampTz, long v) => new Literal.TimestampTz(v),
        (IcebergType.TimestampNs, long v) => new Literal.TimestampNs(v),
        (IcebergType.TimestampTzNs, long v) => new Literal.TimestampTzNs(v),
        (IcebergType.String, string v) => new Literal.Text(v),
        (IcebergType.Uuid, byte[] { Length: 16 } v) => new Literal.Uuid(new Guid(v, bigEndian: true)),
        (IcebergType.Fixed t, byte[] v) when v.Length == t.Length => new Literal.Bytes([.. v]),
        (IcebergType.Binary, byte[] v) => new Literal.Bytes([.. v]),
        (IcebergType.Unread, _) => FromAvro(value),
        _ => throw new IcebergFormatException($"The partition value of '{field}' is not of type {type}."),
    };

    // Of a type that is not read, values are only compared with each other.
    private static Literal FromAvro(object value) => value switch
    {
        bool v => new Literal.Boolean(v),
        int v => new Literal.Integer(v),
        long v => new Literal.Integer(v),
        float v => new Literal.Real(v),
        double v => new Literal.Real(v),
        string v => new Literal.Text(v),
        byte[] v => new Literal.Bytes([.. v]),
        _ => throw new IcebergFormatException("A partition value is no primitive."),
    };

    /// <summary>The fewest bytes that hold every number of a precision.</summary>
    private static int DecimalBytes(int precision)
    {
        var bytes = 1;
        while (BigInteger.Pow(2, (8 * bytes) - 1) < BigInteger.Pow(10, precision))
            bytes++;
        return bytes;
    }

    private static byte[] SignExtended(BigInteger value, int length)
    {
        var minimal = value.ToByteArray(isBigEndian: true);
        var bytes = new byte[length];
        Array.Fill(bytes, value.Sign < 0 ? (byte)0xFF : (byte)0);
        minimal.CopyTo(bytes, length - minimal.Length);
        return bytes;
    }
}
