using System.Globalization;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Partitioning;

/// <summary>The types of partition tuples.</summary>
public static class PartitionTypes
{
    /// <summary>The fields of a spec's partition tuple: id, name and type of each, all optional.</summary>
    /// <exception cref="IcebergFormatException">A source column does not exist, is no primitive, or its type does not allow the transform.</exception>
    public static ValueList<NestedField> Of(PartitionSpec spec, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(schema);
        return spec.Fields.Select(f => new NestedField(f.FieldId, f.Name, TypeOf(f, schema), Required: false)).ToValueList();
    }

    /// <summary>The type a transform gives.</summary>
    /// <exception cref="IcebergFormatException">The source's type does not allow the transform.</exception>
    public static IcebergType.Primitive ResultOf(Transform transform, IcebergType.Primitive source)
    {
        var allowed = transform switch
        {
            Transform.Void or Transform.Unknown => true,
            Transform.Identity => source is not IcebergType.Unread,
            Transform.Bucket => source is not (IcebergType.Boolean or IcebergType.Float or IcebergType.Double or IcebergType.Unread),
            Transform.Truncate => source is IcebergType.Int or IcebergType.Long or IcebergType.Decimal or IcebergType.String or IcebergType.Binary,
            Transform.Hour => IsTimestamp(source),
            _ => source is IcebergType.Date || IsTimestamp(source),
        };
        if (!allowed)
            throw new IcebergFormatException($"The partition transform {transform} does not apply to type {source}.");
        return transform switch
        {
            Transform.Identity or Transform.Void or Transform.Truncate => source,
            Transform.Day => new IcebergType.Date(),
            // The value's type is what its manifest says.
            Transform.Unknown => new IcebergType.Unread(transform.ToString()),
            _ => new IcebergType.Int(),
        };
    }

    private static bool IsTimestamp(IcebergType.Primitive type) =>
        type is IcebergType.Timestamp or IcebergType.TimestampTz or IcebergType.TimestampNs or IcebergType.TimestampTzNs;

    private static IcebergType.Primitive TypeOf(PartitionField field, Schema schema) => schema.FindField(field.SourceId)?.Type switch
    {
        IcebergType.Primitive source => ResultOf(field.Transform, source),
        // The source of a dropped field may be gone: its values are null whatever the type.
        null when field.Transform is Transform.Void => new IcebergType.Int(),
        _ when field.Transform is Transform.Unknown => new IcebergType.Unread(field.Transform.ToString()),
        _ => throw new IcebergFormatException(
            string.Create(CultureInfo.InvariantCulture, $"The partition field '{field.Name}' has the source {field.SourceId}, which is no primitive column.")),
    };
}
