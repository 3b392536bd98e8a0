using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>The array of conditions at a field: one of them must hold for one value the event has there, or the value must be absent where that is asked.</summary>
internal sealed class ValuesNode(IReadOnlyList<ValueCondition> conditions, bool acceptsAbsence) : PatternNode
{
    private readonly ValueCondition[] _conditions = [.. conditions];

    public override bool AcceptsAbsence => acceptsAbsence;

    /// <summary>The texts one of which the event must have here; null when anything else will do too.</summary>
    public IReadOnlyList<string>? RequiredTexts =>
        !acceptsAbsence && _conditions.All(condition => condition is ValueCondition.ExactText)
            ? [.. _conditions.Cast<ValueCondition.ExactText>().Select(condition => condition.Text).Distinct(StringComparer.Ordinal)]
            : null;

    // An object is no value: a field that holds one is as good as absent.
    protected override PatternFit MatchOne(JsonElement value, MatchBudget budget)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return Missing;
        var tried = new EventValue(value);
        foreach (var condition in _conditions)
            if (!budget.TrySpend(tried.Steps) || condition.Holds(ref tried))
                return PatternFit.ByValue;
        return PatternFit.None;
    }
}
