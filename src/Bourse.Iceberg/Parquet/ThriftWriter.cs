using System.Buffers;
using System.Text;

namespace Bourse.Iceberg.Parquet;

/// <summary>
/// Writes a struct of Thrift's compact protocol (Apache Thrift, "thrift-compact-protocol"), fields in ascending order of their ids. Absent values are not
/// written. What is written is what <see cref="ThriftStruct"/> reads.
/// </summary>
internal sealed class ThriftWriter
{
    private const int LongListMin = 15;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _lastId;

    /// <summary>The bytes of one struct.</summary>
    public static byte[] Write<T>(T value, Action<ThriftWriter, T> writeFields)
    {
        var writer = new ThriftWriter();
        writer.WriteStruct(value, writeFields);
        return writer._bytes.WrittenSpan.ToArray();
    }

    public void Int16(int id, int? value) => Integer(id, ThriftType.I16, value);

    public void Int32(int id, int? value) => Integer(id, ThriftType.I32, value);

    public void Int64(int id, long? value) => Integer(id, ThriftType.I64, value);

    // One byte, and not a varint as the wider ones.
    public void Int8(int id, int? value)
    {
        if (value is null)
            return;
        Header(id, ThriftType.Byte);
        Byte(unchecked((byte)value.Value));
    }

    public void Boolean(int id, bool? value)
    {
        if (value is not null)
            Header(id, value.Value ? ThriftType.True : ThriftType.False);
    }

    public void Bytes(int id, ValueList<byte>? value)
    {
        if (value is null)
            return;
        Header(id, ThriftType.Binary);
        Binary(value.AsSpan());
    }

    public void Text(int id, string? value)
    {
        if (value is null)
            return;
        Header(id, ThriftType.Binary);
        Binary(Encoding.UTF8.GetBytes(value));
    }

    public void Struct<T>(int id, T? value, Action<ThriftWriter, T> writeFields)
        where T : class
    {
        if (value is null)
            return;
        Header(id, ThriftType.Struct);
        WriteStruct(value, writeFields);
    }

    public void Structs<T>(int id, IReadOnlyList<T> items, Action<ThriftWriter, T> writeFields) =>
        List(id, ThriftType.Struct, items, item => WriteStruct(item, writeFields));

    public void Int32s(int id, IReadOnlyList<int> items) => List(id, ThriftType.I32, items, item => ZigZag(item));

    public void Int64s(int id, IReadOnlyList<long> items) => List(id, ThriftType.I64, items, ZigZag);

    public void Texts(int id, IReadOnlyList<string> items) => List(id, ThriftType.Binary, items, item => Binary(Encoding.UTF8.GetBytes(item)));

    private void List<T>(int id, ThriftType type, IReadOnlyList<T> items, Action<T> write)
    {
        Header(id, ThriftType.List);
        Byte((byte)((Math.Min(items.Count, LongListMin) << 4) | (int)type));
        if (items.Count >= LongListMin)
            Varint((ulong)items.Count);
        foreach (var item in items)
            write(item);
    }

    private void WriteStruct<T>(T value, Action<ThriftWriter, T> writeFields)
    {
        // Ids are written as differences within their struct.
        var outer = _lastId;
        _lastId = 0;
        writeFields(this, value);
        Byte(0);
        _lastId = outer;
    }

    private void Integer(int id, ThriftType type, long? value)
    {
        if (value is null)
            return;
        Header(id, type);
        ZigZag(value.Value);
    }

    private void Header(int id, ThriftType type)
    {
        var delta = id - _lastId;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delta, nameof(id));
        _lastId = id;
        if (delta <= 15)
        {
            Byte((byte)((delta << 4) | (int)type));
            return;
        }
        Byte((byte)type);
        ZigZag(id);
    }

    private void Binary(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        _bytes.Write(value);
    }

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
