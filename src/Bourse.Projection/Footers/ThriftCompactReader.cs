using System.Buffers.Binary;
using Bourse.Iceberg;

namespace Bourse.Projection.Footers;

/// <summary>
/// Reads structs of Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md), the encoding of Parquet footers. Input is hostile: depth and the
/// number of values are bounded by the input's own length.
/// </summary>
/// <example>
/// <c>15 02</c> field 1, i32, zigzag 2 = 1 · <c>19 2C</c> field +1, list of 2 structs · <c>18 03 61 62 63</c> field +1, binary "abc" · <c>00</c> end of struct
/// </example>
internal ref struct ThriftCompactReader(ReadOnlySpan<byte> input)
{
    private const int DepthMax = 16;
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one struct.</summary>
    /// <exception cref="IcebergFormatException">The bytes are no struct, or end within it.</exception>
    public ThriftStruct ReadStruct() => ReadStruct(depth: 0);

    private ThriftStruct ReadStruct(int depth)
    {
        if (depth > DepthMax)
            throw new IcebergFormatException("The footer nests too deeply.");
        var fields = new Dictionary<short, object>();
        short id = 0;
        while (ReadByte() is var header && header != 0)
        {
            var delta = header >> 4;
            id = delta != 0 ? ToInt16(id + delta) : ToInt16(ReadZigZag());
            var type = (ThriftType)(header & 0x0F);
            object value = type switch
            {
                ThriftType.True => true,
                ThriftType.False => false,
                _ => ReadValue(type, depth),
            };
            if (!fields.TryAdd(id, value))
                throw new IcebergFormatException($"Field {id} of a footer struct occurs twice.");
        }
        return new ThriftStruct(fields);
    }

    private object ReadValue(ThriftType type, int depth) => type switch
    {
        ThriftType.True or ThriftType.False => ReadByte() == 1,
        ThriftType.Byte => (long)(sbyte)ReadByte(),
        ThriftType.I16 or ThriftType.I32 or ThriftType.I64 => ReadZigZag(),
        ThriftType.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double))),
        ThriftType.Binary => Take(ReadCount()).ToArray(),
        ThriftType.List or ThriftType.Set => ReadList(depth + 1),
        ThriftType.Struct => ReadStruct(depth + 1),
        _ => throw new IcebergFormatException($"The footer holds a value of Thrift type {(int)type}, which no Parquet footer has."),
    };

    private List<object> ReadList(int depth)
    {
        if (depth > DepthMax)
            throw new IcebergFormatException("The footer nests too deeply.");
        var header = ReadByte();
        var count = header >> 4 == 0x0F ? ReadCount() : header >> 4;
        // Every element takes at least one byte, so a longer list is a lie that must not cost memory.
        if (count > _rest.Length)
            throw new IcebergFormatException("A list of the footer is longer than the footer.");
        var items = new List<object>(count);
        for (var i = 0; i < count; i++)
            items.Add(ReadValue((ThriftType)(header & 0x0F), depth));
        return items;
    }

    private int ReadCount()
    {
        var count = ReadVarint();
        return count <= (ulong)_rest.Length ? (int)count : throw new IcebergFormatException("A value of the footer is longer than the footer.");
    }

    private long ReadZigZag()
    {
        var raw = ReadVarint();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new IcebergFormatException("A number of the footer has more than 64 bits.");
    }

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new IcebergFormatException("The footer ends within a value.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static short ToInt16(long id) =>
        id is >= short.MinValue and <= short.MaxValue ? (short)id : throw new IcebergFormatException("A field id of the footer is out of range.");

    private enum ThriftType
    {
        True = 1,
        False = 2,
        Byte = 3,
        I16 = 4,
        I32 = 5,
        I64 = 6,
        Double = 7,
        Binary = 8,
        List = 9,
        Set = 10,
        Struct = 12,
    }
}
