using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// Conditions as JSON, for storage and digests: <c>{"op":"and","args":[{"op":"eq","field":3,"value":{"string":"FND001"}},{"op":"not-null","field":7}]}</c>.
/// The canonical text has no space, keys in the order written here and operands in normal order: equal conditions have equal text.
/// This is not the expression format of the Iceberg REST catalogue, whose terms are names.
/// </summary>
public static class ExpressionJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The condition's one canonical text.</summary>
    public static string ToCanonicalText(Expression expression)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            Write(writer, expression);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="IcebergFormatException">The text is not a condition.</exception>
    public static Expression Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new IcebergFormatException("A condition is not JSON: " + e.Message, e);
        }
    }

    /// <summary>Writes a condition.</summary>
    public static void Write(Utf8JsonWriter writer, Expression expression)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("op", OperatorName(expression));
        if (ExpressionOperands.FieldIdOf(expression) is { } fieldId)
            writer.WriteNumber("field", fieldId);
        switch (expression)
        {
            case Expression.And or Expression.Or:
                WriteOperands(writer, ExpressionOperands.Children(expression));
                break;
            case Expression.Not e:
                writer.WritePropertyName("arg");
                Write(writer, e.Operand);
                break;
            case Expression.Compare e:
                writer.WritePropertyName("value");
                LiteralJson.Write(writer, e.Literal);
                break;
            case Expression.In e:
                writer.WriteStartArray("values");
                foreach (var literal in e.Literals)
                    LiteralJson.Write(writer, literal);
                writer.WriteEndArray();
                break;
            case Expression.StartsWith e:
                writer.WriteString("prefix", e.Prefix);
                break;
        }
        writer.WriteEndObject();
    }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="IcebergFormatException">The element is not a condition.</exception>
    public static Expression Read(JsonElement element)
    {
        var op = Member(element, "op", JsonValueKind.String).GetString();
        return op switch
        {
            "true" => Expression.True,
            "false" => Expression.False,
            "and" => Expression.AllOf(Operands(element)),
            "or" => Expression.AnyOf(Operands(element)),
            "not" => new Expression.Not(Read(Member(element, "arg", JsonValueKind.Object))),
            "eq" => Comparison(element, ComparisonOperator.Equal),
            "not-eq" => Comparison(element, ComparisonOperator.NotEqual),
            "lt" => Comparison(element, ComparisonOperator.Less),
            "lt-eq" => Comparison(element, ComparisonOperator.LessOrEqual),
            "gt" => Comparison(element, ComparisonOperator.Greater),
            "gt-eq" => Comparison(element, ComparisonOperator.GreaterOrEqual),
            "in" => Set(element),
            "is-null" => new Expression.IsNull(FieldId(element)),
            "not-null" => new Expression.NotNull(FieldId(element)),
            "starts-with" => Prefix(element),
            _ => throw new IcebergFormatException($"A condition has the unknown operator '{op}'."),
        };
    }

    /// <summary>An operator's name, the same here and in the REST catalogue.</summary>
    internal static string OperatorName(Expression expression) => expression switch
    {
        Expression.Always => "true",
        Expression.Never => "false",
        Expression.And => "and",
        Expression.Or => "or",
        Expression.Not => "not",
        Expression.Compare { Operator: ComparisonOperator.Equal } => "eq",
        Expression.Compare { Operator: ComparisonOperator.NotEqual } => "not-eq",
        Expression.Compare { Operator: ComparisonOperator.Less } => "lt",
        Expression.Compare { Operator: ComparisonOperator.LessOrEqual } => "lt-eq",
        Expression.Compare { Operator: ComparisonOperator.Greater } => "gt",
        Expression.Compare { Operator: ComparisonOperator.GreaterOrEqual } => "gt-eq",
        Expression.In => "in",
        Expression.IsNull => "is-null",
        Expression.NotNull => "not-null",
        Expression.StartsWith => "starts-with",
        _ => throw new UnreachableException(),
    };

    private static void WriteOperands(Utf8JsonWriter writer, IReadOnlyList<Expression> operands)
    {
        writer.WriteStartArray("args");
        foreach (var operand in operands)
            Write(writer, operand);
        writer.WriteEndArray();
    }

    private static Expression[] Operands(JsonElement element) => [.. Member(element, "args", JsonValueKind.Array).EnumerateArray().Select(Read)];

    private static Expression.Compare Comparison(JsonElement element, ComparisonOperator comparison) =>
        new(comparison, FieldId(element), LiteralJson.Read(Member(element, "value", JsonValueKind.Object)));

    private static Expression Set(JsonElement element)
    {
        var literals = Member(element, "values", JsonValueKind.Array).EnumerateArray().Select(LiteralJson.Read).ToArray();
        if (literals.Select(l => l.GetType()).Distinct().Count() > 1)
            throw new IcebergFormatException("The values of an 'in' condition are of different types.");
        return Expression.IsIn(FieldId(element), literals);
    }

    private static Expression.StartsWith Prefix(JsonElement element)
    {
        var prefix = Member(element, "prefix", JsonValueKind.String).GetString()!;
        return new Expression.StartsWith(FieldId(element), prefix);
    }

    private static int FieldId(JsonElement element) =>
        Member(element, "field", JsonValueKind.Number).TryGetInt32(out var id) ? id : throw new IcebergFormatException("A condition's 'field' is not a field id.");

    private static JsonElement Member(JsonElement element, string name, JsonValueKind kind)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var member) || member.ValueKind != kind)
            throw new IcebergFormatException($"A condition needs '{name}' as {kind.ToString().ToLowerInvariant()}.");
        return member;
    }
}
