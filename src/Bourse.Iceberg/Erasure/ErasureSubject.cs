using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>Whose rows are erased: those that have one of the values in one of the columns.</summary>
public sealed record ErasureSubject
{
    private ErasureSubject(ValueList<ErasureKey> keys) => Keys = keys;

    /// <summary>The columns, each with the values that it can have; one or more.</summary>
    public ValueList<ErasureKey> Keys { get; }

    /// <summary>
    /// Finds the columns and reads the values as each one's type. A column that the table has dropped is found by the last name it had, for retained snapshots
    /// and files may hold it. A value counts for the columns whose type can have it: a name is looked for in a text column, and not in a number beside it.
    /// </summary>
    /// <exception cref="ErasureException">There is no such column, it cannot be a key, or a value is of the type of none.</exception>
    public static ErasureSubject Of(TableMetadata metadata, IReadOnlyList<string> columns, IReadOnlyList<string> values, DuckDbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(connection);
        if (columns.Count == 0 || values.Count == 0)
            throw new ErasureException($"{(columns.Count == 0 ? "column" : "value")}: give one or more.");
        var fields = columns.Distinct(StringComparer.Ordinal).Select(c => (Name: c, Found: Find(metadata, c))).ToArray();
        var read = fields.Select(f => values.Select(v => TryRead(v, (IcebergType.Primitive)f.Found.Field.Type, connection)).ToArray()).ToArray();
        for (var i = 0; i < values.Count; i++)
        {
            if (Array.TrueForAll(read, r => r[i] is null))
                throw new ErasureException($"value {i + 1}: is no value of {string.Join(" or ", fields.Select(f => $"'{f.Name}' ({f.Found.Field.Type})"))}.");
        }
        return new ErasureSubject(fields
            .Zip(read, (field, found) => new ErasureKey(field.Found.Path, field.Found.Field, found.OfType<Literal>().Distinct().ToValueList()))
            .Where(k => k.Values.Count > 0)
            .ToValueList());
    }

    private static (ValueList<string> Path, NestedField Field) Find(TableMetadata metadata, string column)
    {
        var found = metadata.Schemas
            .OrderByDescending(s => s.Id == metadata.CurrentSchemaId)
            .ThenByDescending(s => s.Id)
            .Select(s => Find(s.Fields, column, []))
            .FirstOrDefault(f => f is not null)
            ?? throw new ErasureException(
                $"column: the table has no column '{column}'; it has {string.Join(", ", metadata.CurrentSchema.Fields.Select(f => f.Name))}.");
        return found.Field.Type switch
        {
            IcebergType.TimestampTzNs or IcebergType.Unknown or IcebergType.Unread =>
                throw new ErasureException($"column: '{column}' is of type {found.Field.Type}, whose values are not read."),
            IcebergType.Primitive => (found.Path, found.Field),
            var other => throw new ErasureException(
                $"column: '{column}' is a {other.GetType().Name.ToLowerInvariant()}; name a single value, such as a field of a struct."),
        };
    }

    // A name may have points of its own; else they lead into structs. What is in a list or a map is no value of a row.
    private static Located? Find(ValueList<NestedField> siblings, string name, ValueList<string> path)
    {
        if (siblings.FirstOrDefault(f => f.Name == name) is { } exact)
            return new Located([.. path, name], exact);
        return siblings
            .Where(f => f.Type is IcebergType.Struct && name.StartsWith(f.Name + ".", StringComparison.Ordinal))
            .Select(f => Find(((IcebergType.Struct)f.Type).Fields, name[(f.Name.Length + 1)..], [.. path, f.Name]))
            .FirstOrDefault(f => f is not null);
    }

    private static Literal? TryRead(string text, IcebergType.Primitive type, DuckDbConnection connection)
    {
        try
        {
            using var result = connection.Query($"SELECT CAST({Sql.Literal(text)} AS {EngineTypes.ToSql(type)})");
            // A chunk lives while it is enumerated.
            var value = result.Chunks().Select(chunk => EngineLiterals.Read(chunk, 0, 0, type)!).First();
            return ExpressionBinding.Fits(type, value) ? value : null;
        }
        catch (DuckDbException)
        {
            return null;
        }
    }

    private sealed record Located(ValueList<string> Path, NestedField Field);
}
