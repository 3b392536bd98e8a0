using System.Numerics;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Access.Authorization.Masks;

/// <summary>Which types each mask takes, and what it gives. What is not named here is refused.</summary>
public static class MaskTypes
{
    /// <summary>Whether a mask can be put on a column of a type.</summary>
    public static MaskFit Fit(Mask mask, IcebergType type)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(type);
        return mask switch
        {
            Mask.Null when IsRead(type) => new MaskFit.Fits(type),
            Mask.Redact when type is IcebergType.String => new MaskFit.Fits(type),
            Mask.LastFour when type is IcebergType.String or IcebergType.Int or IcebergType.Long => new MaskFit.Fits(new IcebergType.String()),
            Mask.KeyedHash when IsHashed(type) => new MaskFit.Fits(new IcebergType.String()),
            Mask.TruncateDate { Unit: < DateUnit.Day } when type is IcebergType.Date => new MaskFit.Fits(type),
            Mask.TruncateDate when type is IcebergType.Timestamp or IcebergType.TimestampTz => new MaskFit.Fits(type),
            Mask.Bucket bucket when Bucketed(bucket.Width, type) is { } fit => fit,
            Mask.Constant constant when type is IcebergType.Primitive primitive && IsConstant(type) => Constant(constant.Value, primitive),
            _ => new MaskFit.Refused($"{MaskWords.Name(mask)} takes {Takes(mask)}, and the column is {Name(type)}"),
        };
    }

    /// <summary>Why a mask cannot be put on a column, in words without an end; null when it can.</summary>
    public static string? Refuse(NestedField field, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(field);
        // A default is a value of the column that stands in the schema, not in a cell, and rows of older files would have it.
        return field.InitialDefault is not null && mask is not (Mask.Null or Mask.Constant)
            ? "the column has a default for rows older than itself, and is masked with null or a constant only"
            : (Fit(mask, field.Type) as MaskFit.Refused)?.Why;
    }

    /// <summary>The column as it is shown.</summary>
    /// <exception cref="ArgumentException">The mask cannot be put on it; the message names both.</exception>
    public static NestedField Shown(NestedField field, Mask mask)
    {
        if (Refuse(field, mask) is { } why)
            throw new ArgumentException($"The column '{field.Name}' cannot be masked: {why}.", nameof(mask));
        return field with
        {
            Type = ((MaskFit.Fits)Fit(mask, field.Type)).Type,
            Required = field.Required && mask is not Mask.Null,
            InitialDefault = null,
            WriteDefault = null,
        };
    }

    private static bool IsRead(IcebergType type) => type switch
    {
        IcebergType.Unread => false,
        IcebergType.Struct t => t.Fields.All(f => IsRead(f.Type)),
        IcebergType.List t => IsRead(t.Element),
        IcebergType.Map t => IsRead(t.Key) && IsRead(t.Value),
        _ => true,
    };

    private static bool IsHashed(IcebergType type) => type is IcebergType.String or IcebergType.Int or IcebergType.Long or IcebergType.Decimal or IcebergType.Date
        or IcebergType.Timestamp or IcebergType.TimestampTz or IcebergType.Uuid or IcebergType.Fixed or IcebergType.Binary;

    private static bool IsConstant(IcebergType type) => type is IcebergType.Boolean or IcebergType.Int or IcebergType.Long or IcebergType.Float or IcebergType.Double
        or IcebergType.Decimal or IcebergType.Date or IcebergType.String;

    // Null for a type that has no buckets at all.
    private static MaskFit? Bucketed(decimal width, IcebergType type) => type switch
    {
        IcebergType.Int => Exact(width, 0, int.MaxValue, type),
        IcebergType.Long => Exact(width, 0, long.MaxValue, type),
        IcebergType.Decimal t => Exact(width, t.Scale, BigInteger.Pow(10, t.Precision) - 1, type),
        IcebergType.Float or IcebergType.Double => new MaskFit.Fits(type),
        _ => null,
    };

    private static MaskFit Exact(decimal width, int scale, BigInteger unscaledMax, IcebergType type) =>
        width.Scale <= scale && new BigInteger(width * Power(width.Scale)) * BigInteger.Pow(10, scale - width.Scale) <= unscaledMax
            ? new MaskFit.Fits(type)
            : new MaskFit.Refused($"a bucket's width must be a value of the column's type, {Name(type)}");

    private static decimal Power(int exponent) => (decimal)BigInteger.Pow(10, exponent);

    private static MaskFit Constant(string value, IcebergType.Primitive type)
    {
        try
        {
            LiteralValues.From(value, type);
            return new MaskFit.Fits(type);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return new MaskFit.Refused($"the constant must be a value of the column's type, {Name(type)}");
        }
    }

    private static string Takes(Mask mask) => mask switch
    {
        Mask.Null => "types that are read",
        Mask.Redact => "string",
        Mask.LastFour => "string, int and long",
        Mask.KeyedHash => "string, int, long, decimal, date, timestamp, timestamptz, uuid, fixed and binary",
        Mask.TruncateDate { Unit: DateUnit.Day or DateUnit.Hour } => "timestamp and timestamptz",
        Mask.TruncateDate => "date, timestamp and timestamptz",
        Mask.Bucket => "int, long, decimal, float and double",
        _ => "boolean, int, long, float, double, decimal, date and string",
    };

    private static string Name(IcebergType type) => type switch
    {
        IcebergType.Struct => "a struct",
        IcebergType.List => "a list",
        IcebergType.Map => "a map",
        _ => type.ToString()!,
    };
}
