using System.Text.Json;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Server.Protocols.DeltaSharing.Hints;

/// <summary>
/// The hint as a tree (PROTOCOL.md, "JSON predicates for Filtering"). It is taken whole or not at all, and only where the type it names for a column is the
/// column's own, so that nothing is converted.
/// </summary>
internal static class JsonHint
{
    private const int DepthMax = 32;

    /// <summary>The condition; null when the text is none that is taken.</summary>
    public static Expression? Parse(string text, DeltaSchema schema)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2 * DepthMax });
            return Read(document.RootElement, schema);
        }
        // Reading a string that is no Unicode (a lone \ud800) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static Expression? Read(JsonElement node, DeltaSchema schema)
    {
        var children = node.TryGetProperty("children", out var list) ? list.EnumerateArray().ToArray() : [];
        switch (node.GetProperty("op").GetString())
        {
            case "and" when children.Length > 0:
                return Many(children, schema, Expression.AllOf);
            case "or" when children.Length > 0:
                return Many(children, schema, Expression.AnyOf);
            case "not" when children.Length == 1:
                return Read(children[0], schema) is { } operand ? new Expression.Not(operand) : null;
            case "isNull" when children.Length == 1:
                return Column(children[0], schema) is { } column ? new Expression.IsNull(column.Id) : null;
            case { } op when children.Length == 2:
                return Compare(op, children[0], children[1], schema);
            default:
                return null;
        }
    }

    private static Expression? Many(JsonElement[] children, DeltaSchema schema, Func<IEnumerable<Expression>, Expression> join)
    {
        var read = children.Select(child => Read(child, schema)).ToArray();
        return read.Any(e => e is null) ? null : join(read.OfType<Expression>());
    }

    private static Expression.Compare? Compare(string op, JsonElement left, JsonElement right, DeltaSchema schema)
    {
        var mirrored = left.GetProperty("op").GetString() == "literal";
        var (columnNode, valueNode) = mirrored ? (right, left) : (left, right);
        ComparisonOperator? comparison = (op, mirrored) switch
        {
            ("equal", _) => ComparisonOperator.Equal,
            ("lessThan", false) or ("greaterThan", true) => ComparisonOperator.Less,
            ("lessThanOrEqual", false) or ("greaterThanOrEqual", true) => ComparisonOperator.LessOrEqual,
            ("greaterThan", false) or ("lessThan", true) => ComparisonOperator.Greater,
            ("greaterThanOrEqual", false) or ("lessThanOrEqual", true) => ComparisonOperator.GreaterOrEqual,
            _ => null,
        };
        return comparison is { } found && Column(columnNode, schema) is { } column && Value(valueNode, column.Type) is { } value
            ? new Expression.Compare(found, column.Id, value)
            : null;
    }

    private static NestedField? Column(JsonElement node, DeltaSchema schema)
    {
        if (node.GetProperty("op").GetString() != "column")
            return null;
        var (name, type) = (node.GetProperty("name").GetString(), node.GetProperty("valueType").GetString());
        return schema.Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)) is { } field && IsOf(type, field.Type) ? field : null;
    }

    private static Literal? Value(JsonElement node, IcebergType type)
    {
        if (node.GetProperty("op").GetString() != "literal" || !IsOf(node.GetProperty("valueType").GetString(), type)
            || node.GetProperty("value").GetString() is not { } text)
            return null;
        return type is IcebergType.Int or IcebergType.Long or IcebergType.Double or IcebergType.Boolean
            ? text.Length == 0 ? null : HintValue.OfWord(text, type)
            : HintValue.OfText(text, type, "");
    }

    private static bool IsOf(string? valueType, IcebergType type) => (valueType, type) switch
    {
        ("bool", IcebergType.Boolean) or ("int" or "long", IcebergType.Int or IcebergType.Long) or ("string", IcebergType.String) or ("date", IcebergType.Date)
            or ("double", IcebergType.Double) or ("timestamp", IcebergType.TimestampTz) => true,
        _ => false,
    };
}
