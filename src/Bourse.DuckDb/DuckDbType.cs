using System.Collections.Immutable;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>A logical type with its parameters. Immutable; holds no native object.</summary>
public sealed class DuckDbType
{
    private DuckDbType(DuckDbTypeId id) => Id = id;

    /// <summary>Which type it is.</summary>
    public DuckDbTypeId Id { get; }

    /// <summary>Digits of a DECIMAL, 1 to 38; else 0.</summary>
    public int Width { get; private init; }

    /// <summary>Digits of a DECIMAL after the point, 0 to <see cref="Width"/>; else 0.</summary>
    public int Scale { get; private init; }

    /// <summary>Elements of an ARRAY; else 0.</summary>
    public int ArrayLength { get; private init; }

    /// <summary>Elements' type of a LIST or ARRAY, values' type of a MAP; else null.</summary>
    public DuckDbType? Element { get; private init; }

    /// <summary>Keys' type of a MAP; else null.</summary>
    public DuckDbType? Key { get; private init; }

    /// <summary>Fields of a STRUCT or members of a UNION; else empty.</summary>
    public ImmutableArray<DuckDbField> Fields { get; private init; } = [];

    /// <summary>The values of an ENUM in order; else empty.</summary>
    public ImmutableArray<string> EnumValues { get; private init; } = [];

    /// <summary>The type as SQL, such as <c>DECIMAL(18,4)</c> or <c>STRUCT("a" INTEGER)</c>.</summary>
    public override string ToString() => Id switch
    {
        DuckDbTypeId.Decimal => $"DECIMAL({Width},{Scale})",
        DuckDbTypeId.List => $"{Element}[]",
        DuckDbTypeId.Array => $"{Element}[{ArrayLength}]",
        DuckDbTypeId.Map => $"MAP({Key}, {Element})",
        DuckDbTypeId.Struct => $"STRUCT({Join(Fields)})",
        DuckDbTypeId.Union => $"UNION({Join(Fields)})",
        DuckDbTypeId.Enum => $"ENUM({string.Join(", ", EnumValues.Select(Sql.Literal))})",
        DuckDbTypeId.TimestampS => "TIMESTAMP_S",
        DuckDbTypeId.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeId.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeId.TimeNs => "TIME_NS",
        DuckDbTypeId.SqlNull => "\"NULL\"",
        _ => Id.ToString().ToUpperInvariant(),
    };

    internal static DuckDbType From(LogicalTypeHandle type)
    {
        var id = NativeMethods.TypeId(type);
        return id switch
        {
            DuckDbTypeId.Decimal => Decimal(NativeMethods.DecimalWidth(type), NativeMethods.DecimalScale(type)),
            DuckDbTypeId.List => List(Take(NativeMethods.ListChildType(type))),
            DuckDbTypeId.Array => Array(Take(NativeMethods.ArrayChildType(type)), checked((int)NativeMethods.ArraySize(type))),
            DuckDbTypeId.Map => Map(Take(NativeMethods.MapKeyType(type)), Take(NativeMethods.MapValueType(type))),
            DuckDbTypeId.Struct => Struct(Each(NativeMethods.StructChildCount(type), i => new DuckDbField(
                NativeMethods.StructChildName(type, i) ?? "", Take(NativeMethods.StructChildType(type, i))))),
            DuckDbTypeId.Union => Union(Each(NativeMethods.UnionMemberCount(type), i => new DuckDbField(
                NativeMethods.UnionMemberName(type, i) ?? "", Take(NativeMethods.UnionMemberType(type, i))))),
            DuckDbTypeId.Enum => Enum(Each(NativeMethods.EnumDictionarySize(type), i => NativeMethods.EnumDictionaryValue(type, i) ?? "")),
            _ => new DuckDbType(id),
        };
    }

    internal static DuckDbType Simple(DuckDbTypeId id) => new(id);

    internal static DuckDbType Decimal(int width, int scale) => new(DuckDbTypeId.Decimal) { Width = width, Scale = scale };

    internal static DuckDbType Enum(ImmutableArray<string> values) => new(DuckDbTypeId.Enum) { EnumValues = values };

    internal static DuckDbType List(DuckDbType element) => new(DuckDbTypeId.List) { Element = element };

    internal static DuckDbType Array(DuckDbType element, int length) => new(DuckDbTypeId.Array) { Element = element, ArrayLength = length };

    internal static DuckDbType Map(DuckDbType key, DuckDbType value) => new(DuckDbTypeId.Map) { Key = key, Element = value };

    internal static DuckDbType Struct(ImmutableArray<DuckDbField> fields) => new(DuckDbTypeId.Struct) { Fields = fields };

    internal static DuckDbType Union(ImmutableArray<DuckDbField> members) => new(DuckDbTypeId.Union) { Fields = members };

    private static DuckDbType Take(LogicalTypeHandle type)
    {
        using (type)
            return From(type);
    }

    private static ImmutableArray<T> Each<T>(ulong count, Func<ulong, T> make)
    {
        var items = ImmutableArray.CreateBuilder<T>((int)count);
        for (var i = 0ul; i < count; i++)
            items.Add(make(i));
        return items.MoveToImmutable();
    }

    private static string Join(ImmutableArray<DuckDbField> fields) =>
        string.Join(", ", fields.Select(field => (field.Name.Length == 0 ? "" : Sql.Identifier(field.Name) + " ") + field.Type));
}
