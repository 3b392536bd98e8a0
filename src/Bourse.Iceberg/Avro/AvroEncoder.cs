using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Bourse.Iceberg.Avro;

/// <summary>Encodes values in Avro's binary form. A value that does not fit its schema is a mistake of the caller.</summary>
internal sealed class AvroEncoder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Clear() => _bytes.ResetWrittenCount();

    public void Write(AvroSchema schema, object? value)
    {
        switch (schema)
        {
            case AvroSchema.Primitive s:
                WritePrimitive(s.Kind, value);
                break;
            case AvroSchema.Fixed s when value is byte[] bytes && bytes.Length == s.Size:
                WriteRaw(bytes);
                break;
            case AvroSchema.Union s when s.Branches.Count == 2:
                WriteLong(value is null ? 0 : 1);
                if (value is not null)
                    Write(s.Branches[1], value);
                break;
            case AvroSchema.Array s when value is IReadOnlyList<object?> items:
                WriteArray(s, items);
                break;
            case AvroSchema.Record s when value is AvroRecord record && ReferenceEquals(record.Schema, s):
                for (var i = 0; i < s.Fields.Count; i++)
                    Write(s.Fields[i].Schema, record.Values[i]);
                break;
            default:
                throw new ArgumentException($"A value of type {value?.GetType().Name ?? "null"} does not fit the Avro schema {schema}.", nameof(value));
        }
    }

    public void WriteLong(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
            WriteByte((byte)(rest | 0x80));
        WriteByte((byte)rest);
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteRaw(value);
    }

    public void WriteRaw(ReadOnlySpan<byte> value) => _bytes.Write(value);

    private void WriteByte(byte value) => WriteRaw([value]);

    private void WritePrimitive(AvroKind kind, object? value)
    {
        switch (kind, value)
        {
            case (AvroKind.Boolean, bool b):
                WriteByte(b ? (byte)1 : (byte)0);
                break;
            case (AvroKind.Int or AvroKind.Long, int i):
                WriteLong(i);
                break;
            case (AvroKind.Long, long l):
                WriteLong(l);
                break;
            case (AvroKind.Float, float f):
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(four, f);
                WriteRaw(four);
                break;
            case (AvroKind.Double, double d):
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(eight, d);
                WriteRaw(eight);
                break;
            case (AvroKind.Bytes, byte[] bytes):
                WriteBytes(bytes);
                break;
            case (AvroKind.String, string text):
                WriteBytes(Encoding.UTF8.GetBytes(text));
                break;
            default:
                throw new ArgumentException($"A value of type {value?.GetType().Name ?? "null"} is no Avro {kind}.", nameof(value));
        }
    }

    private void WriteArray(AvroSchema.Array schema, IReadOnlyList<object?> items)
    {
        if (items.Count > 0)
        {
            WriteLong(items.Count);
            foreach (var item in items)
                Write(schema.Items, item);
        }
        WriteLong(0);
    }
}
