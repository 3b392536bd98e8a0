using Bourse.Iceberg.Expressions;

namespace Bourse.Server.Protocols.DeltaSharing.Hints;

/// <summary>The hints of a query as a condition that prunes, with the names of those that were ignored. All of them together hold for the rows that are wanted.</summary>
/// <param name="Condition">What wanted rows fulfil.</param>
/// <param name="Ignored">Such as <c>predicateHints[1]</c>.</param>
internal sealed record QueryHints(Expression Condition, IReadOnlyList<string> Ignored)
{
    /// <summary>Reads a query's hints; a hint that is not understood is ignored.</summary>
    public static QueryHints Of(SharingQueryBody body, DeltaSchema schema)
    {
        var conditions = new List<Expression>();
        var ignored = new List<string>();
        void Add(string name, Expression? condition)
        {
            if (condition is null)
                ignored.Add(name);
            else
                conditions.Add(condition);
        }
        foreach (var (index, hint) in body.PredicateHints.Index())
            Add($"predicateHints[{index}]", SqlHint.Parse(hint, schema));
        if (body.JsonPredicateHints is { } tree)
            Add("jsonPredicateHints", JsonHint.Parse(tree, schema));
        return new QueryHints(Expression.AllOf(conditions), ignored);
    }
}
