namespace Bourse.DuckDb.Vectors;

/// <summary>Which CLR type lies in memory for which logical type.</summary>
internal static class StoredType
{
    public static bool Is<T>(DuckDbType type) => Of(type) == typeof(T);

    public static Type? Of(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Boolean => typeof(bool),
        DuckDbTypeId.TinyInt => typeof(sbyte),
        DuckDbTypeId.SmallInt => typeof(short),
        DuckDbTypeId.Integer or DuckDbTypeId.Date => typeof(int),
        DuckDbTypeId.BigInt or DuckDbTypeId.Time or DuckDbTypeId.TimeNs or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS
            or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs or DuckDbTypeId.TimestampTz => typeof(long),
        DuckDbTypeId.UTinyInt => typeof(byte),
        DuckDbTypeId.USmallInt => typeof(ushort),
        DuckDbTypeId.UInteger => typeof(uint),
        DuckDbTypeId.UBigInt => typeof(ulong),
        DuckDbTypeId.HugeInt => typeof(Int128),
        DuckDbTypeId.UHugeInt => typeof(UInt128),
        DuckDbTypeId.Float => typeof(float),
        DuckDbTypeId.Double => typeof(double),
        DuckDbTypeId.Interval => typeof(DuckDbInterval),
        DuckDbTypeId.Decimal => type.Width <= 4 ? typeof(short) : type.Width <= 9 ? typeof(int) : type.Width <= 18 ? typeof(long) : typeof(Int128),
        DuckDbTypeId.Enum => type.EnumValues.Length <= 0x100 ? typeof(byte) : type.EnumValues.Length <= 0x10000 ? typeof(ushort) : typeof(uint),
        _ => null,
    };

    /// <summary>Bytes of a value; 0 where none of the CLR's types lies in memory.</summary>
    public static int Width(DuckDbType type)
    {
        var stored = Of(type);
        return stored is null ? 0
            : stored == typeof(bool) || stored == typeof(sbyte) || stored == typeof(byte) ? 1
            : stored == typeof(short) || stored == typeof(ushort) ? 2
            : stored == typeof(int) || stored == typeof(uint) || stored == typeof(float) ? 4
            : stored == typeof(Int128) || stored == typeof(UInt128) || stored == typeof(DuckDbInterval) ? 16
            : 8;
    }
}
