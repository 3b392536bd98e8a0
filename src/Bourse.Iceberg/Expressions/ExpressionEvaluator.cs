using System.Diagnostics;

namespace Bourse.Iceberg.Expressions;

/// <summary>Evaluates conditions with SQL's three values; null stands for unknown.</summary>
internal static class ExpressionEvaluator
{
    public static bool? Evaluate(Expression expression, Func<int, Literal?> valueOf) => expression switch
    {
        Expression.Always => true,
        Expression.Never => false,
        Expression.And e => All(e.Operands, valueOf),
        Expression.Or e => Any(e.Operands, valueOf),
        Expression.Not e => !Evaluate(e.Operand, valueOf),
        Expression.Compare e => valueOf(e.FieldId) is { } value ? Holds(e.Operator, Literal.Compare(value, e.Literal)) : null,
        Expression.In { Literals.Count: 0 } => false,
        Expression.In e => valueOf(e.FieldId) is { } value ? e.Literals.Any(l => Literal.Compare(value, l) == 0) : null,
        Expression.IsNull e => valueOf(e.FieldId) is null,
        Expression.NotNull e => valueOf(e.FieldId) is not null,
        Expression.StartsWith e => valueOf(e.FieldId) is { } value ? Text(value).StartsWith(e.Prefix, StringComparison.Ordinal) : null,
        _ => throw new UnreachableException(),
    };

    public static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        _ => throw new UnreachableException(),
    };

    private static bool? All(ValueList<Expression> operands, Func<int, Literal?> valueOf)
    {
        bool? result = true;
        foreach (var operand in operands)
        {
            var value = Evaluate(operand, valueOf);
            if (value == false)
                return false;
            result &= value;
        }
        return result;
    }

    private static bool? Any(ValueList<Expression> operands, Func<int, Literal?> valueOf)
    {
        bool? result = false;
        foreach (var operand in operands)
        {
            var value = Evaluate(operand, valueOf);
            if (value == true)
                return true;
            result |= value;
        }
        return result;
    }

    private static string Text(Literal value) =>
        value is Literal.Text text ? text.Value : throw new ArgumentException($"A {value.GetType().Name} has no prefix.");
}
