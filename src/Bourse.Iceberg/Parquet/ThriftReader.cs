using System.Buffers.Binary;
using System.Text;

namespace Bourse.Iceberg.Parquet;

/// <summary>
/// Reads Thrift's compact protocol (Apache Thrift, "thrift-compact-protocol"). Lengths are checked against the bytes left before anything is allocated.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> data)
{
    private const int DepthMax = 32;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = data;
    private int _depth;

    public readonly int BytesLeft => _rest.Length;

    /// <summary>Reads a structure: calls <paramref name="readField"/> for each field, which reads it or, returning false, has it skipped.</summary>
    public void ReadStruct<T>(T target, ThriftFieldReader<T> readField)
    {
        if (++_depth > DepthMax)
            throw Damaged($"is nested more than {DepthMax} deep");
        var id = 0;
        while (ReadByte() is not 0 and var header)
        {
            id = header >> 4 is not 0 and var delta ? id + delta : ReadFieldId();
            var type = (ThriftType)(header & 0x0F);
            if (!readField(ref this, target, id, type))
                Skip(type);
        }
        _depth--;
    }

    /// <summary>Reads a list's header: the type and number of its items.</summary>
    public (ThriftType Type, int Count) ReadListHeader()
    {
        var header = ReadByte();
        var count = header >> 4 == 15 ? ReadVarint() : (ulong)(header >> 4);
        // Every item has at least one byte.
        if (count > (ulong)_rest.Length)
            throw Damaged("announces a list longer than the file");
        return ((ThriftType)(header & 0x0F), (int)count);
    }

    public byte ReadByte() => Take(1)[0];

    public int ReadInt32() => ReadZigZag() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Damaged("holds an i32 of more than 32 bits");

    public long ReadInt64() => ReadZigZag();

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public byte[] ReadBinary() => Take(ReadVarint()).ToArray();

    public string ReadText()
    {
        try
        {
            return Utf8.GetString(Take(ReadVarint()));
        }
        catch (DecoderFallbackException e)
        {
            throw new IcebergFormatException("A Parquet footer holds text that is not UTF-8.", e);
        }
    }

    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                Take(1);
                break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Take(8);
                break;
            case ThriftType.Binary:
                Take(ReadVarint());
                break;
            case ThriftType.List or ThriftType.Set:
                SkipList();
                break;
            case ThriftType.Map:
                SkipMap();
                break;
            case ThriftType.Struct:
                ReadStruct<object?>(null, static (ref ThriftReader reader, object? _, int _, ThriftType _) => false);
                break;
            default:
                throw Damaged($"holds a field of the unknown type {(int)type}");
        }
    }

    public static IcebergFormatException Damaged(string problem) => new($"A Parquet footer {problem}.");

    private void SkipList()
    {
        var (type, count) = ReadListHeader();
        for (; count > 0; count--)
            SkipItem(type);
    }

    private void SkipMap()
    {
        var count = ReadVarint();
        if (count == 0)
            return;
        if (count > (ulong)_rest.Length)
            throw Damaged("announces a map longer than the file");
        var types = ReadByte();
        for (; count > 0; count--)
        {
            SkipItem((ThriftType)(types >> 4));
            SkipItem((ThriftType)(types & 0x0F));
        }
    }

    // Inside lists and maps a boolean is a byte of its own.
    private void SkipItem(ThriftType type)
    {
        if (++_depth > DepthMax)
            throw Damaged($"is nested more than {DepthMax} deep");
        if (type is ThriftType.True or ThriftType.False)
            Take(1);
        else
            Skip(type);
        _depth--;
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
