using System.Globalization;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// Reads conditions that people type: comparisons of a column with a value, <c>IN</c>, <c>BETWEEN</c>, <c>IS NULL</c>, <c>LIKE 'prefix%'</c>, joined by <c>AND</c>,
/// <c>OR</c>, <c>NOT</c> and parentheses, as in <c>fund = 'F1' AND (nav >= 9.5 OR day IN ('2024-01-02', '2024-01-03'))</c>. Values are of the column's type.
/// </summary>
public sealed class ConditionText
{
    private const int DepthMax = 64;

    private readonly ColumnConditions _conditions;
    private readonly Schema _schema;
    private readonly IReadOnlyList<ConditionToken> _tokens;
    private int _next;

    private ConditionText(string text, Schema schema) =>
        (_schema, _conditions, _tokens) = (schema, new ColumnConditions(schema), ConditionToken.Split(text));

    /// <summary>Reads a condition.</summary>
    /// <exception cref="FormatException">The text is no condition on these columns; the message says at which character, from 1.</exception>
    public static Expression Parse(string text, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        var reader = new ConditionText(text, schema);
        var condition = reader.ReadOr(DepthMax);
        return reader.Peek.Kind == ConditionTokenKind.End ? condition : throw reader.Peek.Unexpected("AND, OR or the end");
    }

    private ConditionToken Peek => _tokens[_next];

    private ConditionToken Take() => _tokens[_next].Kind == ConditionTokenKind.End ? _tokens[_next] : _tokens[_next++];

    private bool TakeIf(string word)
    {
        var taken = Peek.Is(word);
        _next += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string word)
    {
        if (!TakeIf(word))
            throw Peek.Unexpected(word);
    }

    private Expression ReadOr(int depthLeft)
    {
        if (depthLeft == 0)
            throw Peek.Error($"the condition is nested more than {DepthMax} deep");
        var any = new List<Expression>();
        do
        {
            var all = new List<Expression>();
            do
                all.Add(ReadNot(depthLeft));
            while (TakeIf("AND"));
            any.Add(Expression.AllOf(all));
        }
        while (TakeIf("OR"));
        return Expression.AnyOf(any);
    }

    private Expression ReadNot(int depthLeft)
    {
        var negated = false;
        while (TakeIf("NOT"))
            negated = !negated;
        Expression condition;
        if (TakeIf("("))
        {
            condition = ReadOr(depthLeft - 1);
            Expect(")");
        }
        else
        {
            condition = ReadTerm();
        }
        return negated ? new Expression.Not(condition) : condition;
    }

    private Expression ReadTerm()
    {
        var name = Take();
        if (name.Kind is not (ConditionTokenKind.Word or ConditionTokenKind.Quoted))
            throw name.Unexpected("a column");
        var field = _schema.FindColumn(name.Text) ?? throw name.Error($"there is no column '{name.Text}'");
        if (TakeIf("IS"))
        {
            var not = TakeIf("NOT");
            Expect("NULL");
            return not ? new Expression.NotNull(field.Id) : new Expression.IsNull(field.Id);
        }
        var negated = TakeIf("NOT");
        var condition = ReadOperation(field, negated);
        return negated ? new Expression.Not(condition) : condition;
    }

    private Expression ReadOperation(NestedField field, bool negated)
    {
        if (TakeIf("IN"))
            return Expression.IsIn(field.Id, ReadList(field));
        if (TakeIf("LIKE"))
            return ReadLike(field);
        if (TakeIf("BETWEEN"))
        {
            var lower = ReadValue(field);
            Expect("AND");
            return Expression.AllOf(
                new Expression.Compare(ComparisonOperator.GreaterOrEqual, field.Id, lower),
                new Expression.Compare(ComparisonOperator.LessOrEqual, field.Id, ReadValue(field)));
        }
        if (negated)
            throw Peek.Unexpected("IN, LIKE or BETWEEN");
        var comparison = Take();
        return new Expression.Compare(
            comparison.Comparison ?? throw comparison.Unexpected("a comparison such as =, IN, LIKE, BETWEEN or IS"), field.Id, ReadValue(field));
    }

    private List<Literal> ReadList(NestedField field)
    {
        Expect("(");
        var values = new List<Literal>();
        do
            values.Add(ReadValue(field));
        while (TakeIf(","));
        Expect(")");
        return values;
    }

    private Expression ReadLike(NestedField field)
    {
        var pattern = Take();
        if (pattern.Kind != ConditionTokenKind.Text)
            throw pattern.Unexpected("a pattern such as 'FND%'");
        var prefix = pattern.Text.EndsWith('%') ? pattern.Text[..^1] : pattern.Text;
        if (prefix.AsSpan().ContainsAny("%_\\"))
            throw pattern.Error("LIKE takes a prefix and one % at its end");
        if (field.Type is not IcebergType.String)
            throw pattern.Error($"the column '{field.Name}' is no text");
        return prefix.Length < pattern.Text.Length
            ? _conditions.StartsWith(field.Name, prefix)
            : new Expression.Compare(ComparisonOperator.Equal, field.Id, new Literal.Text(prefix));
    }

    private Literal ReadValue(NestedField field)
    {
        // The type before a value, as in DATE '2024-01-02', says nothing that the column does not.
        if (Peek.Kind == ConditionTokenKind.Word && _tokens[_next + 1 < _tokens.Count ? _next + 1 : _next].Kind == ConditionTokenKind.Text)
            Take();
        var token = Take();
        if (token.Kind is not (ConditionTokenKind.Text or ConditionTokenKind.Number) && !token.Is("TRUE") && !token.Is("FALSE"))
            throw token.Unexpected("a value");
        if (field.Type is not IcebergType.Primitive type)
            throw token.Error($"the column '{field.Name}' is nested, which no value is compared with");
        try
        {
            // A float is compared with the float that is nearest to what was typed.
            return type is IcebergType.Float
                ? new Literal.Real(float.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture))
                : LiteralValues.From(token.Text, type);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw token.Error($"'{token.Text}' is no value of column '{field.Name}', which is {type}");
        }
    }
}
