using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>
/// SQL that gives a table's columns of a file's (Iceberg specification, "Column Projection"), at every depth: by field id, renamed, reordered, widened; what the
/// file lacks is the partition's value, else the initial default, else null.
/// </summary>
/// <param name="file">The file's columns.</param>
/// <param name="partition">Values of identity partition fields by source column.</param>
/// <param name="source">The name of the file's rows in the statement.</param>
internal sealed class ColumnProjection(PhysicalColumns file, IReadOnlyDictionary<int, Literal?> partition, string source)
{
    /// <summary>The value of a top-level column.</summary>
    /// <exception cref="IcebergFormatException">The file stores values that are not of the column's type.</exception>
    /// <exception cref="NotSupportedException">Nothing says which fields a nested column of the file holds.</exception>
    public string Column(NestedField field) => Value(field, file.Columns, name => $"{source}.{Sql.Identifier(name)}", 0).Sql;

    /// <summary>The stored value of a top-level field, or null where the file has no such column.</summary>
    public string? FindStored(NestedField field) => file.Columns.Any(c => c.FieldId == field.Id) ? Column(field) : null;

    private Projected Value(NestedField field, ValueList<PhysicalColumn> siblings, Func<string, string> access, int depth)
    {
        var stored = siblings.FirstOrDefault(c => c.FieldId == field.Id);
        var constant = partition.TryGetValue(field.Id, out var value);
        if (stored is not null && (file.HasIds || !constant))
        {
            if (file.ByPosition && stored is not PhysicalColumn.Leaf)
                throw new NotSupportedException($"A data file has no field ids, and the table no name mapping, for the parts of the nested column '{field.Name}'.");
            return Convert(access(stored.Name), stored, field.Type, field.Name, depth);
        }
        if (constant)
            return Projected.Made(value is null ? Null(field.Type) : LiteralSql.Write(value, field.Type));
        return Projected.Made(Default(field));
    }

    private Projected Convert(string expression, PhysicalColumn stored, IcebergType type, string name, int depth) => (stored, type) switch
    {
        (PhysicalColumn.Leaf s, IcebergType.Primitive t) when TypeConversion.Convert(expression, s.EngineType, t) is { } sql => new Projected(sql, sql == expression),
        (PhysicalColumn.Struct s, IcebergType.Struct t) => ConvertStruct(expression, s, t, depth),
        (PhysicalColumn.List s, IcebergType.List t) => ConvertList(expression, s, t, name, depth),
        (PhysicalColumn.Map s, IcebergType.Map t) => ConvertMap(expression, s, t, name, depth),
        _ => throw new IcebergFormatException($"The column '{name}' is of type {Name(type)}, which a data file cannot have stored as {Name(stored)}."),
    };

    private Projected ConvertStruct(string expression, PhysicalColumn.Struct stored, IcebergType.Struct type, int depth)
    {
        if (type.Fields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } alike)
            throw new NotSupportedException(
                $"The fields {string.Join(" and ", alike.Select(f => $"'{f.Name}'"))} of a struct differ in case alone, which the engine cannot read.");
        var fields = type.Fields
            .Select(f => (Field: f, Value: Value(f, stored.Fields, n => $"struct_extract({expression}, {Sql.Literal(n)})", depth)))
            .ToArray();
        if (fields.All(f => f.Value.AsStored) && fields.Select(f => f.Field.Name).SequenceEqual(stored.Fields.Select(f => f.Name)))
            return new Projected(expression, AsStored: true);
        var packed = string.Join(", ", fields.Select(f => $"{Sql.Identifier(f.Field.Name)} := {f.Value.Sql}"));
        return Projected.Made($"CASE WHEN {expression} IS NULL THEN NULL ELSE struct_pack({packed}) END");
    }

    private Projected ConvertList(string expression, PhysicalColumn.List stored, IcebergType.List type, string name, int depth)
    {
        var item = Item(depth);
        var element = Convert(item, stored.Element, type.Element, name + ".element", depth + 1);
        return element.AsStored ? new Projected(expression, AsStored: true) : Projected.Made($"list_transform({expression}, lambda {item}: {element.Sql})");
    }

    private Projected ConvertMap(string expression, PhysicalColumn.Map stored, IcebergType.Map type, string name, int depth)
    {
        var item = Item(depth);
        var key = Convert($"{item}.key", stored.Key, type.Key, name + ".key", depth + 1);
        var value = Convert($"{item}.value", stored.Value, type.Value, name + ".value", depth + 1);
        return key.AsStored && value.AsStored
            ? new Projected(expression, AsStored: true)
            : Projected.Made($"map_from_entries(list_transform(map_entries({expression}), lambda {item}: struct_pack(k := {key.Sql}, v := {value.Sql})))");
    }

    private static string Default(NestedField field) => (field.InitialDefault, field.Type) switch
    {
        (FieldDefault.Value v, _) => LiteralSql.Write(v.Literal, field.Type),
        (FieldDefault.OfFields, IcebergType.Struct t) =>
            $"struct_pack({string.Join(", ", t.Fields.Select(f => $"{Sql.Identifier(f.Name)} := {Default(f)}"))})",
        _ => Null(field.Type),
    };

    private static string Null(IcebergType type) => $"CAST(NULL AS {EngineTypes.ToSql(type)})";

    private static string Item(int depth) => string.Create(CultureInfo.InvariantCulture, $"item_{depth}");

    private static string Name(IcebergType type) => type is IcebergType.Primitive primitive ? primitive.ToString() : type.GetType().Name.ToLowerInvariant();

    private static string Name(PhysicalColumn stored) => stored is PhysicalColumn.Leaf leaf ? leaf.EngineType : stored.GetType().Name.ToLowerInvariant();

    /// <summary>An expression and whether it is the stored value as it is.</summary>
    private readonly record struct Projected(string Sql, bool AsStored)
    {
        public static Projected Made(string sql) => new(sql, AsStored: false);
    }
}
