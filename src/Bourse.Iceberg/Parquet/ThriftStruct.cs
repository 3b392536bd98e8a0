namespace Bourse.Iceberg.Parquet;

/// <summary>
/// A struct of Thrift's compact protocol as it was read, whatever it means: for those who must see every part of a footer, also the parts that no reader knows.
/// <see cref="ParquetFooter"/> is what a footer means.
/// </summary>
public sealed class ThriftStruct
{
    private const int DepthMax = 16;

    // Field id → bool, long, double, byte array, struct, or a list of these.
    private readonly Dictionary<int, object> _fields = [];
    private readonly int _depth;

    private ThriftStruct(int depth) => _depth = depth <= DepthMax ? depth : throw ThriftReader.Damaged($"is nested more than {DepthMax} deep");

    /// <summary>The ids of the fields that are present.</summary>
    public IEnumerable<int> FieldIds => _fields.Keys;

    /// <summary>Reads a struct. Input is hostile: depth is bounded, and lengths are held against the bytes that are there before anything is allocated.</summary>
    /// <param name="bytes">Bytes that begin with the struct.</param>
    /// <param name="length">How many of them it has.</param>
    /// <exception cref="IcebergFormatException">The bytes are no struct, end within it, give a field twice, or hold a map, which no part of Parquet has.</exception>
    public static ThriftStruct Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new ThriftReader(bytes);
        var read = Read(ref reader, depth: 0);
        length = bytes.Length - reader.BytesLeft;
        return read;
    }

    /// <summary>An integer of any width; null when it is absent.</summary>
    public long? Integer(int id) => Field<long>(id) is { } boxed ? (long)boxed : null;

    /// <summary>An integer of 32 bits; null when it is absent.</summary>
    /// <exception cref="IcebergFormatException">It has more bits.</exception>
    public int? Int32(int id) => Integer(id) is { } value ? ToInt32(value) : null;

    /// <summary>A boolean; null when it is absent.</summary>
    public bool? Boolean(int id) => Field<bool>(id) is { } boxed ? (bool)boxed : null;

    /// <summary>A binary or text; null when it is absent.</summary>
    public byte[]? Bytes(int id) => (byte[]?)Field<byte[]>(id);

    /// <summary>A text; null when it is absent.</summary>
    /// <exception cref="IcebergFormatException">It is not UTF-8.</exception>
    public string? Text(int id) => Bytes(id) is { } bytes ? ThriftReader.Text(bytes) : null;

    /// <summary>A struct; null when it is absent.</summary>
    public ThriftStruct? Struct(int id) => (ThriftStruct?)Field<ThriftStruct>(id);

    /// <summary>The structs of a list; empty when it is absent.</summary>
    public IEnumerable<ThriftStruct> Structs(int id) => Items<ThriftStruct>(id);

    /// <summary>The integers of a list; empty when it is absent.</summary>
    public IEnumerable<long> Integers(int id) => Items<long>(id);

    /// <summary>The texts of a list; empty when it is absent.</summary>
    public IEnumerable<string> Texts(int id) => Items<byte[]>(id).Select(bytes => ThriftReader.Text(bytes));

    internal static int ToInt32(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? (int)value : throw ThriftReader.Damaged("holds an i32 of more than 32 bits");

    private IEnumerable<T> Items<T>(int id) =>
        ((IReadOnlyList<object>?)Field<IReadOnlyList<object>>(id) ?? []).Select(item => item is T typed ? typed : throw WrongType(id));

    private object? Field<T>(int id) => !_fields.TryGetValue(id, out var value) ? null : value is T ? value : throw WrongType(id);

    private static ThriftStruct Read(ref ThriftReader reader, int depth)
    {
        var read = new ThriftStruct(depth);
        reader.ReadStruct(read, static (ref ThriftReader reader, ThriftStruct target, int id, ThriftType type) => target.Take(ref reader, id, type));
        return read;
    }

    private void Take(ref ThriftReader reader, int id, ThriftType type)
    {
        // A boolean field is its own type.
        var value = type is ThriftType.True or ThriftType.False ? type == ThriftType.True : ReadValue(ref reader, type, _depth);
        if (!_fields.TryAdd(id, value))
            throw ThriftReader.Damaged($"gives field {id} of a struct twice");
    }

    private static object ReadValue(ref ThriftReader reader, ThriftType type, int depth) => type switch
    {
        ThriftType.True or ThriftType.False => reader.ReadByte() == 1,
        ThriftType.Byte => (long)(sbyte)reader.ReadByte(),
        ThriftType.I16 or ThriftType.I32 or ThriftType.I64 => reader.ReadInt64(),
        ThriftType.Double => reader.ReadDouble(),
        ThriftType.Binary => reader.ReadBinary(),
        ThriftType.List or ThriftType.Set => ReadList(ref reader, depth + 1),
        ThriftType.Struct => Read(ref reader, depth + 1),
        _ => throw ThriftReader.Damaged($"holds a value of Thrift type {(int)type}, which no part of Parquet has"),
    };

    private static List<object> ReadList(ref ThriftReader reader, int depth)
    {
        if (depth > DepthMax)
            throw ThriftReader.Damaged($"is nested more than {DepthMax} deep");
        var (type, count) = reader.ReadListHeader();
        var items = new List<object>(count);
        for (; count > 0; count--)
            items.Add(ReadValue(ref reader, type, depth));
        return items;
    }

    private static IcebergFormatException WrongType(int id) => ThriftReader.Damaged($"has a field {id} of an unexpected type");
}
