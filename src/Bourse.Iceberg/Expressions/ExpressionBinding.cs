using System.Globalization;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Checks conditions against a schema.</summary>
internal static class ExpressionBinding
{
    public static void Validate(Expression expression, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var operand in ExpressionOperands.Children(expression))
            Validate(operand, schema);
        if (ExpressionOperands.FieldIdOf(expression) is not { } id)
            return;

        var field = schema.FindColumn(id) ?? throw Mismatch($"The condition names field {id}, which is no top-level column of the table.");
        switch (expression)
        {
            case Expression.Compare e:
                RequireFits(field, e.Literal);
                break;
            case Expression.In e:
                foreach (var literal in e.Literals)
                    RequireFits(field, literal);
                break;
            case Expression.StartsWith when field.Type is not IcebergType.String:
                throw Mismatch($"Column '{field.Name}' has no prefix: its type is {field.Type}, not string.");
        }
    }

    /// <summary>Whether a value of the type can be this literal, range included.</summary>
    public static bool Fits(IcebergType type, Literal literal) => (type, literal) switch
    {
        (IcebergType.Boolean, Literal.Boolean) => true,
        (IcebergType.Int, Literal.Integer l) => l.Value is >= int.MinValue and <= int.MaxValue,
        (IcebergType.Long, Literal.Integer) => true,
        (IcebergType.Float, Literal.Real l) => double.IsNaN(l.Value) || (float)l.Value == l.Value,
        (IcebergType.Double, Literal.Real) => true,
        (IcebergType.Decimal t, Literal.Decimal l) => l.Scale == t.Scale && DecimalDigits.Count(l.Unscaled) <= t.Precision,
        (IcebergType.Date, Literal.Date) => true,
        (IcebergType.Time, Literal.Time l) => l.Micros is >= 0 and < 86_400_000_000,
        (IcebergType.Timestamp, Literal.Timestamp) => true,
        (IcebergType.TimestampTz, Literal.TimestampTz) => true,
        (IcebergType.TimestampNs, Literal.TimestampNs) => true,
        (IcebergType.TimestampTzNs, Literal.TimestampTzNs) => true,
        (IcebergType.String, Literal.Text) => true,
        (IcebergType.Uuid, Literal.Uuid) => true,
        (IcebergType.Fixed t, Literal.Bytes l) => l.Value.Length == t.Length,
        (IcebergType.Binary, Literal.Bytes) => true,
        _ => false,
    };

    private static void RequireFits(NestedField field, Literal literal)
    {
        if (!Fits(field.Type, literal))
            throw Mismatch($"Column '{field.Name}' of type {field.Type} cannot be compared with {literal}.");
    }

    private static ArgumentException Mismatch(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}
