using System.Globalization;
using Bourse.DuckDb;

namespace Bourse.Iceberg.Schemas;

/// <summary>Types as DuckDB names them, and the field ids COPY writes into Parquet.</summary>
public static class EngineTypes
{
    /// <summary>The engine's type, such as <c>DECIMAL(18, 6)</c>.</summary>
    public static string ToSql(IcebergType type) => type switch
    {
        IcebergType.Boolean => "BOOLEAN",
        IcebergType.Int => "INTEGER",
        IcebergType.Long => "BIGINT",
        IcebergType.Float => "FLOAT",
        IcebergType.Double => "DOUBLE",
        IcebergType.Decimal t => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({t.Precision}, {t.Scale})"),
        IcebergType.Date => "DATE",
        IcebergType.Time => "TIME",
        IcebergType.Timestamp => "TIMESTAMP",
        IcebergType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        IcebergType.TimestampNs => "TIMESTAMP_NS",
        // Always null; the engine's own type of null is none that results and files have.
        IcebergType.Unknown => "INTEGER",
        IcebergType.String => "VARCHAR",
        IcebergType.Uuid => "UUID",
        IcebergType.Fixed or IcebergType.Binary => "BLOB",
        IcebergType.Struct t => $"STRUCT({string.Join(", ", t.Fields.Select(f => $"{Sql.Identifier(f.Name)} {ToSql(f.Type)}"))})",
        IcebergType.List t => ToSql(t.Element) + "[]",
        IcebergType.Map t => $"MAP({ToSql(t.Key)}, {ToSql(t.Value)})",
        _ => throw new ArgumentException($"The engine has no type for {type}.", nameof(type)),
    };

    /// <summary>The value of COPY's option FIELD_IDS, such as <c>{'nav': 2, 'tags': {__duckdb_field_id: 3, element: 4}}</c>.</summary>
    public static string FieldIds(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return "{" + string.Join(", ", schema.Fields.Select(f => $"{Sql.Literal(f.Name)}: {FieldId(f.Id, f.Type)}")) + "}";
    }

    private static string FieldId(int id, IcebergType type)
    {
        var inner = type switch
        {
            IcebergType.Struct t => t.Fields.Select(f => $"{Sql.Literal(f.Name)}: {FieldId(f.Id, f.Type)}"),
            IcebergType.List t => [$"element: {FieldId(t.ElementId, t.Element)}"],
            IcebergType.Map t => [$"key: {FieldId(t.KeyId, t.Key)}", $"value: {FieldId(t.ValueId, t.Value)}"],
            _ => Enumerable.Empty<string>(),
        };
        var parts = string.Join(", ", inner);
        var own = id.ToString(CultureInfo.InvariantCulture);
        return parts.Length == 0 ? own : $"{{__duckdb_field_id: {own}, {parts}}}";
    }
}
