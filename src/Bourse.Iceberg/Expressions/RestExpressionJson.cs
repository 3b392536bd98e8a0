using System.Diagnostics;
using System.Text.Json;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// Conditions as the Iceberg REST catalogue writes them (its specification, <c>Expression</c>), terms by name and each value replaced by its kind:
/// <c>{"type":"and","left":{"type":"eq","term":"fund","value":"(string)"},"right":{"type":"not-null","term":"nav"}}</c>.
/// </summary>
internal static class RestExpressionJson
{
    public static void WriteWithoutValues(Utf8JsonWriter writer, Expression expression, Schema schema)
    {
        switch (expression)
        {
            case Expression.Always or Expression.Never:
                writer.WriteBooleanValue(expression is Expression.Always);
                return;
            case Expression.And or Expression.Or:
                WritePairs(writer, expression, ExpressionOperands.Children(expression), schema);
                return;
        }
        writer.WriteStartObject();
        writer.WriteString("type", ExpressionJson.OperatorName(expression));
        if (expression is Expression.Not not)
        {
            writer.WritePropertyName("child");
            WriteWithoutValues(writer, not.Operand, schema);
        }
        else
        {
            WriteTerm(writer, expression, schema);
        }
        writer.WriteEndObject();
    }

    // Two operands each: a AND b AND c is a AND (b AND c).
    private static void WritePairs(Utf8JsonWriter writer, Expression expression, IReadOnlyList<Expression> operands, Schema schema)
    {
        for (var i = 0; i < operands.Count - 1; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("type", ExpressionJson.OperatorName(expression));
            writer.WritePropertyName("left");
            WriteWithoutValues(writer, operands[i], schema);
            writer.WritePropertyName("right");
        }
        WriteWithoutValues(writer, operands[^1], schema);
        for (var i = 0; i < operands.Count - 1; i++)
            writer.WriteEndObject();
    }

    private static void WriteTerm(Utf8JsonWriter writer, Expression expression, Schema schema)
    {
        var field = schema.FindColumn(ExpressionOperands.FieldIdOf(expression) ?? throw new UnreachableException());
        var kind = $"({field?.Type})";
        writer.WriteString("term", field?.Name);
        switch (expression)
        {
            case Expression.Compare or Expression.StartsWith:
                writer.WriteString("value", kind);
                break;
            case Expression.In e:
                writer.WriteStartArray("values");
                foreach (var _ in e.Literals)
                    writer.WriteStringValue(kind);
                writer.WriteEndArray();
                break;
        }
    }
}
