using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Tabular;

/// <summary>The columns of a query as columns of a table: each type becomes the narrowest of the table format that holds all its values.</summary>
public static class SchemaInference
{
    /// <summary>Makes a schema; field ids count from 1, columns before what is inside them.</summary>
    /// <param name="columns">The query's columns.</param>
    /// <param name="source">What is read, for messages.</param>
    /// <exception cref="PipelineException">A column has no name, repeats one, or is of a type that the table format has not.</exception>
    public static Schema Infer(IReadOnlyList<DuckDbColumn> columns, string source)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var ids = new FieldIds(columns.Count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var fields = new List<NestedField>(columns.Count);
        foreach (var column in columns)
        {
            if (column.Name.Length == 0 || !names.Add(column.Name))
            {
                throw new PipelineException(
                    $"{source}: the column name '{column.Name}' is {(column.Name.Length == 0 ? "empty" : "used twice")}; names differ by more than case.");
            }
            var type = Type(column.Type, ids) ?? throw new PipelineException(
                $"{source}: column '{column.Name}' is {column.Type}, which tables cannot hold; cast it, for example to VARCHAR.");
            fields.Add(new NestedField(fields.Count + 1, column.Name, type, Required: false));
        }
        return new Schema(0, fields.ToValueList());
    }

    private static IcebergType? Type(DuckDbType type, FieldIds ids) => type.Id switch
    {
        DuckDbTypeId.Boolean => new IcebergType.Boolean(),
        DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt =>
            new IcebergType.Int(),
        DuckDbTypeId.BigInt or DuckDbTypeId.UInteger => new IcebergType.Long(),
        DuckDbTypeId.UBigInt => new IcebergType.Decimal(20, 0),
        // What SUM of integers gives; a value of 39 digits then stops the write instead of becoming a rounded DOUBLE.
        DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt => new IcebergType.Decimal(38, 0),
        DuckDbTypeId.Float => new IcebergType.Float(),
        DuckDbTypeId.Double => new IcebergType.Double(),
        DuckDbTypeId.Decimal => new IcebergType.Decimal(type.Width, type.Scale),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => new IcebergType.String(),
        DuckDbTypeId.Blob => new IcebergType.Binary(),
        DuckDbTypeId.Date => new IcebergType.Date(),
        DuckDbTypeId.Time => new IcebergType.Time(),
        // Nanoseconds, which pandas writes, are cut to the microseconds of format version 2.
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs =>
            new IcebergType.Timestamp(),
        DuckDbTypeId.TimestampTz => new IcebergType.TimestampTz(),
        DuckDbTypeId.Uuid => new IcebergType.Uuid(),
        DuckDbTypeId.List or DuckDbTypeId.Array => List(type, ids),
        DuckDbTypeId.Map => Map(type, ids),
        DuckDbTypeId.Struct => Struct(type, ids),
        _ => null,
    };

    private static IcebergType.List? List(DuckDbType type, FieldIds ids)
    {
        var id = ids.Next();
        return Type(type.Element!, ids) is { } element ? new IcebergType.List(id, element, ElementRequired: false) : null;
    }

    private static IcebergType.Map? Map(DuckDbType type, FieldIds ids)
    {
        var (keyId, valueId) = (ids.Next(), ids.Next());
        return Type(type.Key!, ids) is { } key && Type(type.Element!, ids) is { } value
            ? new IcebergType.Map(keyId, key, valueId, value, ValueRequired: false)
            : null;
    }

    private static IcebergType.Struct? Struct(DuckDbType type, FieldIds ids)
    {
        var fields = new List<NestedField>();
        foreach (var field in type.Fields)
        {
            var id = ids.Next();
            if (field.Name.Length == 0 || Type(field.Type, ids) is not { } fieldType)
                return null;
            fields.Add(new NestedField(id, field.Name, fieldType, Required: false));
        }
        return new IcebergType.Struct(fields.ToValueList());
    }

    private sealed class FieldIds(int used)
    {
        private int _last = used;

        public int Next() => ++_last;
    }
}
