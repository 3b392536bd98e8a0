using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Makes conditions from names and values as documents have them. Names are resolved to field ids here and nowhere later.</summary>
/// <param name="schema">The table's columns.</param>
public sealed class ColumnConditions(Schema schema)
{
    /// <summary>The column compares so with the value; see <see cref="LiteralValues.From"/> for values.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the value is not of its type; the text names the column.</exception>
    public Expression Compare(string column, ComparisonOperator comparison, object value)
    {
        var field = Column(column);
        return new Expression.Compare(comparison, field.Id, Literal(field, value));
    }

    /// <summary>The column equals the value.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the value is not of its type; the text names the column.</exception>
    public Expression Equal(string column, object value) => Compare(column, ComparisonOperator.Equal, value);

    /// <summary>The column equals one of the values; none holds for no row.</summary>
    /// <exception cref="ArgumentException">There is no such column, or a value is not of its type; the text names the column.</exception>
    public Expression In(string column, IEnumerable<object> values)
    {
        var field = Column(column);
        return Expression.IsIn(field.Id, values.Select(v => Literal(field, v)));
    }

    /// <summary>The column is null.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Expression IsNull(string column) => new Expression.IsNull(Column(column).Id);

    /// <summary>The column is not null.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Expression NotNull(string column) => new Expression.NotNull(Column(column).Id);

    /// <summary>The text of the column begins with the prefix.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no text.</exception>
    public Expression StartsWith(string column, string prefix)
    {
        var condition = new Expression.StartsWith(Column(column).Id, prefix);
        condition.Validate(schema);
        return condition;
    }

    private NestedField Column(string name) =>
        schema.FindColumn(name) ?? throw new ArgumentException($"There is no column '{name}'; there are {string.Join(", ", schema.Fields.Select(f => f.Name))}.");

    private static Literal Literal(NestedField field, object value)
    {
        if (field.Type is not IcebergType.Primitive type)
            throw new ArgumentException($"Column '{field.Name}' is no single value and cannot be compared.");
        try
        {
            return LiteralValues.From(value, type);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentException($"Column '{field.Name}' of type {type} cannot be compared with '{value}': {e.Message}", e);
        }
    }
}
