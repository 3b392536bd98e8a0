using System.Collections.Immutable;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Vectors;

/// <summary>
/// One column of a chunk, with the vectors below it for nested types. Holds bare pointers into the chunk: only <see cref="DuckDbChunk"/> touches it,
/// after checking that the chunk is alive.
/// </summary>
internal sealed unsafe class Vector
{
    private const int InlinedBytesMax = 12;

    private readonly byte* data;
    private readonly ulong* validity;
    private readonly ImmutableArray<Vector> children;

    /// <summary>A vector of memory that holds what <paramref name="type"/> says, laid out as the engine does; its children are those of <see cref="Open"/>.</summary>
    public Vector(DuckDbType type, byte* data, ulong* validity, ImmutableArray<Vector> children)
    {
        Type = type;
        this.data = data;
        this.validity = validity;
        this.children = children;
    }

    public DuckDbType Type { get; }

    /// <summary>Where the values begin.</summary>
    public byte* Data => data;

    /// <summary>Elements of a LIST or ARRAY; keys and values of a MAP; fields of a STRUCT; tags and members of a UNION.</summary>
    public ImmutableArray<Vector> Children => children;

    public static Vector Open(DuckDbType type, nint vector) => new(type, (byte*)NativeMethods.VectorData(vector), NativeMethods.VectorValidity(vector), type.Id switch
    {
        DuckDbTypeId.List => [Open(type.Element!, NativeMethods.ListVectorChild(vector))],
        DuckDbTypeId.Array => [Open(type.Element!, NativeMethods.ArrayVectorChild(vector))],
        DuckDbTypeId.Map => Entries(type, NativeMethods.ListVectorChild(vector)),
        DuckDbTypeId.Struct => [.. type.Fields.Select((field, i) => Open(field.Type, NativeMethods.StructVectorChild(vector, (ulong)i)))],
        DuckDbTypeId.Union => Members(type, vector),
        _ => [],
    });

    /// <summary>Whether a row may be NULL; false when none is.</summary>
    public bool HasNulls => validity != null;

    /// <summary>The first element of a LIST or entry of a MAP in the children, and how many there are.</summary>
    public (int First, int Length) List(int row) => (checked((int)At<ulong>(row * 2)), checked((int)At<ulong>((row * 2) + 1)));

    public bool IsNull(int row) => validity != null && (validity[row >> 6] & (1ul << (row & 63))) == 0;

    public ReadOnlySpan<ulong> Validity(int words) => validity == null ? default : new ReadOnlySpan<ulong>(validity, words);

    public ReadOnlySpan<T> Span<T>(int rows)
        where T : unmanaged => new(data, rows);

    /// <summary>
    /// <c>duckdb_string_t</c>: 4 bytes of length, then up to 12 bytes in place, or 4 bytes of prefix and a pointer.
    /// </summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        var entry = data + ((long)row * 16);
        var length = *(uint*)entry;
        return new ReadOnlySpan<byte>(length <= InlinedBytesMax ? entry + 4 : *(byte**)(entry + 8), checked((int)length));
    }

    public object? Value(int row)
    {
        if (Type.Id == DuckDbTypeId.SqlNull || IsNull(row))
            return null;
        return Type.Id switch
        {
            DuckDbTypeId.Boolean => At<bool>(row),
            DuckDbTypeId.TinyInt => At<sbyte>(row),
            DuckDbTypeId.SmallInt => At<short>(row),
            DuckDbTypeId.Integer => At<int>(row),
            DuckDbTypeId.BigInt => At<long>(row),
            DuckDbTypeId.UTinyInt => At<byte>(row),
            DuckDbTypeId.USmallInt => At<ushort>(row),
            DuckDbTypeId.UInteger => At<uint>(row),
            DuckDbTypeId.UBigInt => At<ulong>(row),
            DuckDbTypeId.HugeInt => At<Int128>(row),
            DuckDbTypeId.UHugeInt => At<UInt128>(row),
            DuckDbTypeId.Float => At<float>(row),
            DuckDbTypeId.Double => At<double>(row),
            DuckDbTypeId.Decimal => new DuckDbDecimal(Unscaled(row), (byte)Type.Scale).Simplest(),
            DuckDbTypeId.Varchar => StrictUtf8.Encoding.GetString(Bytes(row)),
            DuckDbTypeId.Blob => Bytes(row).ToArray(),
            DuckDbTypeId.Bit => PackedValues.Bits(Bytes(row)),
            DuckDbTypeId.BigNum => PackedValues.BigNumber(Bytes(row)),
            DuckDbTypeId.Uuid => PackedValues.Uuid(At<UInt128>(row)),
            DuckDbTypeId.Enum => Type.EnumValues[EnumIndex(row)],
            DuckDbTypeId.Interval => At<DuckDbInterval>(row),
            DuckDbTypeId.List => Elements(List(row)),
            DuckDbTypeId.Array => Elements((checked(row * Type.ArrayLength), Type.ArrayLength)),
            DuckDbTypeId.Struct => Fields(row),
            DuckDbTypeId.Map => Map(row),
            DuckDbTypeId.Union => Member(row),
            _ => TemporalValues.Read(Type.Id, Type.Id == DuckDbTypeId.Date ? At<int>(row) : At<long>(row)),
        };
    }

    private static ImmutableArray<Vector> Entries(DuckDbType map, nint entries) =>
        [Open(map.Key!, NativeMethods.StructVectorChild(entries, 0)), Open(map.Element!, NativeMethods.StructVectorChild(entries, 1))];

    /// <summary>A UNION is a struct of the tag and then its members.</summary>
    private static ImmutableArray<Vector> Members(DuckDbType union, nint vector) =>
    [
        Open(DuckDbType.Simple(DuckDbTypeId.UTinyInt), NativeMethods.StructVectorChild(vector, 0)),
        .. union.Fields.Select((member, i) => Open(member.Type, NativeMethods.StructVectorChild(vector, (ulong)i + 1))),
    ];

    private T At<T>(int row)
        where T : unmanaged => ((T*)data)[row];

    private Int128 Unscaled(int row) => Type.Width switch
    {
        <= 4 => At<short>(row),
        <= 9 => At<int>(row),
        <= 18 => At<long>(row),
        _ => At<Int128>(row),
    };

    private int EnumIndex(int row) => Type.EnumValues.Length switch
    {
        <= 0x100 => At<byte>(row),
        <= 0x10000 => At<ushort>(row),
        _ => checked((int)At<uint>(row)),
    };

    private object?[] Elements((int First, int Length) run)
    {
        var items = new object?[run.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = children[0].Value(run.First + i);
        return items;
    }

    private OrderedDictionary<string, object?> Fields(int row)
    {
        var fields = new OrderedDictionary<string, object?>(children.Length);
        for (var i = 0; i < children.Length; i++)
            fields.Add(Type.Fields[i].Name.Length == 0 ? $"{i + 1}" : Type.Fields[i].Name, children[i].Value(row));
        return fields;
    }

    private OrderedDictionary<object, object?> Map(int row)
    {
        var (offset, length) = List(row);
        var entries = new OrderedDictionary<object, object?>(length);
        for (var i = offset; i < offset + length; i++)
        {
            // A file may hold what the engine's own functions never make.
            if (children[0].Value(i) is not { } key || !entries.TryAdd(key, children[1].Value(i)))
                throw new DuckDbException(DuckDbErrorType.Conversion, "A MAP has a key that is NULL or occurs twice.");
        }
        return entries;
    }

    private OrderedDictionary<string, object?> Member(int row)
    {
        var tag = children[0].At<byte>(row);
        return new OrderedDictionary<string, object?>(1) { { Type.Fields[tag].Name, children[tag + 1].Value(row) } };
    }
}
