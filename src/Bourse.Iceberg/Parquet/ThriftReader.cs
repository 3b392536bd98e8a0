using System.Buffers.Binary;
using System.Text;

namespace Bourse.Iceberg.Parquet;

/// <summary>
/// Reads the parts of Thrift's compact protocol (Apache Thrift, "thrift-compact-protocol"). Lengths are checked against the bytes left before anything is allocated,
/// and the number of values is bounded.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> data)
{
    // A value of one byte takes up to a hundred in memory.
    private const int ValuesMax = 4_000_000;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = data;
    private int _values;

    public readonly int BytesLeft => _rest.Length;

    /// <summary>Reads a structure: calls <paramref name="readField"/> for each field, which reads it.</summary>
    public void ReadStruct<T>(T target, ThriftFieldReader<T> readField)
    {
        var id = 0;
        while (ReadByte() is not 0 and var header)
        {
            id = header >> 4 is not 0 and var delta ? id + delta : ReadFieldId();
            Count(1);
            readField(ref this, target, id, (ThriftType)(header & 0x0F));
        }
    }

    /// <summary>Reads a list's header: the type and number of its items.</summary>
    public (ThriftType Type, int Count) ReadListHeader()
    {
        var header = ReadByte();
        var count = header >> 4 == 15 ? ReadVarint() : (ulong)(header >> 4);
        // Every item has at least one byte.
        if (count > (ulong)_rest.Length)
            throw Damaged("announces a list longer than the file");
        Count((int)count);
        return ((ThriftType)(header & 0x0F), (int)count);
    }

    public byte ReadByte() => Take(1)[0];

    public long ReadInt64() => ReadZigZag();

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public byte[] ReadBinary() => Take(ReadVarint()).ToArray();

    /// <summary>Text of its bytes.</summary>
    public static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new IcebergFormatException("A Parquet footer holds text that is not UTF-8.", e);
        }
    }

    public static IcebergFormatException Damaged(string problem) => new($"A Parquet footer {problem}.");

    private void Count(int values)
    {
        _values += values;
        if (_values > ValuesMax)
            throw Damaged($"holds more than {ValuesMax} values");
    }

    // Ids have 16 bits. A wider one is refused, not cut: cut, it would pass for a field that is known.
    private int ReadFieldId() => ReadZigZag() is >= short.MinValue and <= short.MaxValue and var id ? (int)id : throw Damaged("has a field id of more than 16 bits");

    private long ReadZigZag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Damaged("holds an integer of more than 64 bits");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw Damaged("ends early");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
