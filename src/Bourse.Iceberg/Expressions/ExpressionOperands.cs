namespace Bourse.Iceberg.Expressions;

/// <summary>What conjunctions and disjunctions have in common.</summary>
internal static class ExpressionOperands
{
    /// <summary>Flattens, removes duplicates and neutral elements, and sorts. Each step keeps the three-valued meaning.</summary>
    public static Expression Normalize(
        IEnumerable<Expression> conditions,
        Func<Expression, ValueList<Expression>?> nested,
        Expression neutral,
        Expression absorbing,
        Func<ValueList<Expression>, Expression> combine)
    {
        var byText = new SortedDictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var operand in conditions.SelectMany(c => nested(c) ?? [c]))
        {
            if (operand == absorbing)
                return absorbing;
            if (operand != neutral)
                byText[ExpressionJson.ToCanonicalText(operand)] = operand;
        }
        return byText.Count switch
        {
            0 => neutral,
            1 => byText.Values.First(),
            _ => combine(byText.Values.ToValueList()),
        };
    }

    public static void CollectFieldIds(Expression expression, ISet<int> ids)
    {
        foreach (var operand in Children(expression))
            CollectFieldIds(operand, ids);
        if (FieldIdOf(expression) is { } id)
            ids.Add(id);
    }

    /// <summary>The columns whose nulls make the condition unknown.</summary>
    public static IEnumerable<int> ComparedIds(Expression expression) => expression is Expression.IsNull or Expression.NotNull
        ? []
        : Children(expression).SelectMany(ComparedIds).Concat(FieldIdOf(expression) is { } id ? [id] : []);

    public static IReadOnlyList<Expression> Children(Expression expression) => expression switch
    {
        Expression.And e => e.Operands,
        Expression.Or e => e.Operands,
        Expression.Not e => [e.Operand],
        _ => [],
    };

    public static int? FieldIdOf(Expression expression) => expression switch
    {
        Expression.Compare e => e.FieldId,
        Expression.In e => e.FieldId,
        Expression.IsNull e => e.FieldId,
        Expression.NotNull e => e.FieldId,
        Expression.StartsWith e => e.FieldId,
        _ => null,
    };
}
