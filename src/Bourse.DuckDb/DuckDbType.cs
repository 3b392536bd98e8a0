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
            DuckDbTypeId.Decimal => new DuckDbType(id) { Width = NativeMethods.DecimalWidth(type), Scale = NativeMethods.DecimalScale(type) },
            DuckDbTypeId.List => new DuckDbType(id) { Element = Take(NativeMethods.ListChildType(type)) },
            DuckDbTypeId.Array => new DuckDbType(id)
            {
                Element = Take(NativeMethods.ArrayChildType(type)), ArrayLength = checked((int)NativeMethods.ArraySize(type)),
            },
            DuckDbTypeId.Map => new DuckDbType(id) { Key = Take(NativeMethods.MapKeyType(type)), Element = Take(NativeMethods.MapValueType(type)) },
            DuckDbTypeId.Struct => new DuckDbType(id)
            {
                Fields = Each(NativeMethods.StructChildCount(type), i => new DuckDbField(
                    NativeMethods.StructChildName(type, i) ?? "", Take(NativeMethods.StructChildType(type, i)))),
            },
            DuckDbTypeId.Union => new DuckDbType(id)
            {
                Fields = Each(NativeMethods.UnionMemberCount(type), i => new DuckDbField(
                    NativeMethods.UnionMemberName(type, i) ?? "", Take(NativeMethods.UnionMemberType(type, i)))),
            },
            DuckDbTypeId.Enum => new DuckDbType(id)
            {
                EnumValues = Each(NativeMethods.EnumDictionarySize(type), i => NativeMethods.EnumDictionaryValue(type, i) ?? ""),
            },
            _ => new DuckDbType(id),
        };
    }

    internal static DuckDbType Simple(DuckDbTypeId id) => new(id);

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
