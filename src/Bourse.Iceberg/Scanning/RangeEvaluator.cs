using System.Diagnostics;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Scanning;

/// <summary>Says of a condition, knowing only ranges of columns, whether it may be true or false for some row.</summary>
internal static class RangeEvaluator
{
    private static readonly Literal Nan = new Literal.Real(double.NaN);

    /// <summary>Whether the condition may be true, and whether it may be false; unknown counts as neither.</summary>
    public static (bool MayBeTrue, bool MayBeFalse) Evaluate(Expression expression, Func<int, ColumnRange> rangeOf)
    {
        switch (expression)
        {
            case Expression.Always:
                return (true, false);
            case Expression.Never:
                return (false, true);
            case Expression.And e:
                var all = e.Operands.Select(o => Evaluate(o, rangeOf)).ToArray();
                return (all.All(o => o.MayBeTrue), all.Any(o => o.MayBeFalse));
            case Expression.Or e:
                var any = e.Operands.Select(o => Evaluate(o, rangeOf)).ToArray();
                return (any.Any(o => o.MayBeTrue), any.All(o => o.MayBeFalse));
            case Expression.Not e:
                var operand = Evaluate(e.Operand, rangeOf);
                return (operand.MayBeFalse, operand.MayBeTrue);
            case Expression.Compare e:
                var compared = rangeOf(e.FieldId);
                return (MayHold(e.Operator, e.Literal, compared), MayHold(Opposite(e.Operator), e.Literal, compared));
            case Expression.In { Literals.Count: 0 }:
                return (false, true);
            case Expression.In e:
                var range = rangeOf(e.FieldId);
                return (e.Literals.Any(l => MayHold(ComparisonOperator.Equal, l, range)), e.Literals.All(l => MayHold(ComparisonOperator.NotEqual, l, range)));
            case Expression.IsNull e:
                return (rangeOf(e.FieldId).MayBeNull, MayBeNonNull(rangeOf(e.FieldId)));
            case Expression.NotNull e:
                return (MayBeNonNull(rangeOf(e.FieldId)), rangeOf(e.FieldId).MayBeNull);
            case Expression.StartsWith e:
                return (MayStart(e.Prefix, rangeOf(e.FieldId)), rangeOf(e.FieldId).MayBeValue);
            default:
                throw new UnreachableException();
        }
    }

    private static bool MayBeNonNull(ColumnRange range) => range.MayBeValue || range.MayBeNan;

    private static bool MayHold(ComparisonOperator comparison, Literal literal, ColumnRange range)
    {
        // NaN is outside the bounds and, for the engine, above every number.
        if (range.MayBeNan && literal is Literal.Real && ExpressionEvaluator.Holds(comparison, Literal.Compare(Nan, literal)))
            return true;
        if (!range.MayBeValue)
            return false;
        var lower = range.Lower is { } l ? Literal.Compare(l, literal) : (int?)null;
        var upper = range.Upper is { } u ? Literal.Compare(u, literal) : (int?)null;
        return comparison switch
        {
            ComparisonOperator.Equal => lower is null or <= 0 && upper is null or >= 0,
            ComparisonOperator.NotEqual => !(lower == 0 && upper == 0),
            ComparisonOperator.Less => lower is null or < 0,
            ComparisonOperator.LessOrEqual => lower is null or <= 0,
            ComparisonOperator.Greater => upper is null or > 0,
            ComparisonOperator.GreaterOrEqual => upper is null or >= 0,
            _ => throw new UnreachableException(),
        };
    }

    private static ComparisonOperator Opposite(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => ComparisonOperator.NotEqual,
        ComparisonOperator.NotEqual => ComparisonOperator.Equal,
        ComparisonOperator.Less => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.LessOrEqual => ComparisonOperator.Greater,
        ComparisonOperator.Greater => ComparisonOperator.LessOrEqual,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.Less,
        _ => throw new UnreachableException(),
    };

    // Texts with a prefix lie from the prefix itself up to the last text that has it.
    private static bool MayStart(string prefix, ColumnRange range)
    {
        if (!range.MayBeValue)
            return false;
        var wanted = new Literal.Text(prefix);
        if (range.Upper is { } upper && Literal.Compare(upper, wanted) < 0)
            return false;
        return range.Lower is not Literal.Text lower
            || Literal.Compare(new Literal.Text(TransformFunctions.Prefix(lower.Value, prefix.EnumerateRunes().Count())), wanted) <= 0;
    }
}
