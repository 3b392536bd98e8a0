using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>Whose rows are erased: those whose key column has one of the values.</summary>
public sealed record ErasureSubject
{
    private ErasureSubject(NestedField column, IcebergType.Primitive type, ValueList<Literal> values) => (Column, Type, Values) = (column, type, values);

    /// <summary>The key column, one of the table's top-level ones.</summary>
    public NestedField Column { get; }

    /// <summary>Its values.</summary>
    public ValueList<Literal> Values { get; }

    internal IcebergType.Primitive Type { get; }

    /// <summary>Finds the column and reads the values as its type.</summary>
    /// <exception cref="ErasureException">There is no such column, it cannot be a key, or a value is none of its type.</exception>
    public static ErasureSubject Of(Schema schema, string column, IReadOnlyList<string> values, DuckDbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(connection);
        var field = schema.Fields.FirstOrDefault(f => f.Name == column)
            ?? throw new ErasureException($"column: the table has no column '{column}'; it has {string.Join(", ", schema.Fields.Select(f => f.Name))}.");
        if (field.Type is not IcebergType.Primitive type || type is IcebergType.Float or IcebergType.Double or IcebergType.Fixed)
            throw new ErasureException($"column: '{column}' is of type {field.Type}, whose values name nobody.");
        return values.Count == 0
            ? throw new ErasureException("value: give one or more.")
            : new ErasureSubject(field, type, values.Select(v => Read(v, type, connection)).Distinct().ToValueList());
    }

    /// <summary>A condition that holds for the subject's rows and for no other, null included.</summary>
    /// <param name="name">The column's name where the condition stands.</param>
    internal string Matches(string name) => $"coalesce({Sql.Identifier(name)} IN ({string.Join(", ", Values.Select(v => LiteralSql.Write(v, Type)))}), FALSE)";

    /// <summary>Whether a value of the column, such as a partition's, is the subject's.</summary>
    internal bool Has(Literal? value) => value is not null && Values.Contains(value);

    private static Literal Read(string text, IcebergType.Primitive type, DuckDbConnection connection)
    {
        try
        {
            using var result = connection.Query($"SELECT CAST({Sql.Literal(text)} AS {EngineTypes.ToSql(type)})");
            // A chunk lives while it is enumerated.
            return result.Chunks().Select(chunk => EngineLiterals.Read(chunk, 0, 0, type)!).First();
        }
        catch (DuckDbException)
        {
            throw new ErasureException($"value: '{text}' is no value of type {type}.");
        }
    }
}
