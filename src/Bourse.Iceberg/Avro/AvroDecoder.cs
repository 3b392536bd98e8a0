using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Bourse.Iceberg.Avro;

/// <summary>Decodes Avro's binary form. Every length is checked against the bytes left before anything is allocated for it.</summary>
internal ref partial struct AvroDecoder(ReadOnlySpan<byte> data, IReadOnlyDictionary<string, AvroSchema> named)
{
    private const int DepthMax = 64;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int BytesLeft => _rest.Length;

    public object? Read(AvroSchema schema) => Read(schema, DepthMax);

    /// <summary>A variable-length zig-zag integer. Of a tenth byte only the lowest bit counts, as in other decoders: some writers put unsigned ids there.</summary>
    public long ReadLong()
    {
        var rest = _rest;
        // Most are small: ids, lengths of bounds, branches of unions.
        if (rest.Length > 0 && rest[0] < 0x80)
        {
            _rest = rest[1..];
            return (rest[0] >> 1) ^ -(rest[0] & 1);
        }
        return ReadLongOfBytes(rest);
    }

    private long ReadLongOfBytes(ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int i = 0, shift = 0; i < rest.Length && shift < 70; i++, shift += 7)
        {
            var part = rest[i];
            value |= (ulong)(part & 0x7F) << shift;
            if (part >= 0x80)
                continue;
            _rest = rest[(i + 1)..];
            return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw new IcebergFormatException(rest.Length < 10 ? "An Avro file ends within an integer." : "An Avro file holds an integer of more than 64 bits.");
    }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
            throw new IcebergFormatException($"An Avro file ends early: {count} bytes are announced where {_rest.Length} are left.");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private object? Read(AvroSchema schema, int depthLeft)
    {
        if (depthLeft == 0)
            throw new IcebergFormatException($"An Avro value is nested more than {DepthMax} deep.");
        switch (schema)
        {
            case AvroSchema.Primitive s:
                return ReadPrimitive(s.Kind);
            case AvroSchema.Fixed s:
                return Take(s.Size).ToArray();
            case AvroSchema.Record s:
                var values = new object?[s.Fields.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = Read(s.Fields[i].Schema, depthLeft - 1);
                return new AvroRecord(s, values);
            case AvroSchema.Union s:
                return Read(s.Branches[Index(s.Branches.Count)], depthLeft - 1);
            case AvroSchema.Array s:
                return ReadArray(s, depthLeft);
            case AvroSchema.Map s:
                return ReadMap(s, depthLeft);
            case AvroSchema.Enumeration s:
                return s.Symbols[Index(s.Symbols.Count)];
            case AvroSchema.Reference s:
                return named.TryGetValue(s.Name, out var target)
                    ? Read(target, depthLeft - 1)
                    : throw new IcebergFormatException($"An Avro schema names the unknown type '{s.Name}'.");
            default:
                throw new UnreachableException();
        }
    }

    private object? ReadPrimitive(AvroKind kind) => kind switch
    {
        AvroKind.Null => null,
        AvroKind.Boolean => Take(1)[0] switch
        {
            0 => false,
            1 => true,
            _ => throw new IcebergFormatException("An Avro boolean is neither 0 nor 1."),
        },
        AvroKind.Int => ReadLong() is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw new IcebergFormatException("An Avro int has more than 32 bits."),
        AvroKind.Long => ReadLong(),
        AvroKind.Float => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        AvroKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        AvroKind.Bytes => Take(ReadLong()).ToArray(),
        AvroKind.String => ReadString(),
        _ => throw new UnreachableException(),
    };

    private List<object?> ReadArray(AvroSchema.Array schema, int depthLeft)
    {
        var items = new List<object?>();
        for (var count = BlockCount(); count > 0; count = BlockCount())
        {
            for (; count > 0; count--)
            {
                var before = _rest.Length;
                items.Add(Read(schema.Items, depthLeft - 1));
                RequireProgress(before, items.Count);
            }
        }
        return items;
    }

    private Dictionary<string, object?> ReadMap(AvroSchema.Map schema, int depthLeft)
    {
        var items = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var count = BlockCount(); count > 0; count = BlockCount())
        {
            for (; count > 0; count--)
                items[ReadString()] = Read(schema.Values, depthLeft - 1);
        }
        return items;
    }

    // A negative count is followed by the block's size in bytes, which only skipping readers need.
    public long BlockCount()
    {
        var count = ReadLong();
        if (count >= 0)
            return count;
        if (count == long.MinValue)
            throw new IcebergFormatException("An Avro block has an impossible count.");
        ReadLong();
        return -count;
    }

    // Items without bytes (nulls, empty records) would let a few bytes announce endless lists.
    private readonly void RequireProgress(int before, int count)
    {
        if (_rest.Length == before && count > 1_000_000)
            throw new IcebergFormatException("An Avro list announces more than a million items without content.");
    }

    private int Index(int count) =>
        ReadLong() is >= 0 and var index && index < count ? (int)index : throw new IcebergFormatException("An Avro union or enum has an impossible position.");

    private string ReadString() => TextOf(Take(ReadLong()));

    private static string TextOf(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new IcebergFormatException("An Avro string is not UTF-8.", e);
        }
    }
}
