using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>A place of a pattern, matched against the same place of an event.</summary>
internal abstract class PatternNode
{
    /// <summary>Whether an event that has nothing at the place fulfils it.</summary>
    public abstract bool AcceptsAbsence { get; }

    /// <summary>What is not there fulfils the place so.</summary>
    protected PatternFit Missing => AcceptsAbsence ? PatternFit.ByAbsence : PatternFit.None;

    /// <summary>The place that asks for what both ask for. Fields stay together, so that in an array one element must match all of them.</summary>
    public static PatternNode Both(PatternNode first, PatternNode second) =>
        first is FieldsNode fields && second is FieldsNode others ? fields.With(others) : new BothNode(first, second);

    /// <summary>
    /// How an event's value fulfils the place: an array by one element that does by value, or by all that do by absence. Once the budget is spent, by value.
    /// </summary>
    public PatternFit Match(JsonElement value, MatchBudget budget)
    {
        if (!budget.TrySpend())
            return PatternFit.ByValue;
        if (value.ValueKind != JsonValueKind.Array)
            return MatchOne(value, budget);
        var fit = Missing;
        foreach (var element in value.EnumerateArray())
        {
            var own = Match(element, budget);
            if (own == PatternFit.ByValue)
                return own;
            fit = own < fit ? own : fit;
        }
        return fit;
    }

    /// <summary>How a value that is no array fulfils the place.</summary>
    protected abstract PatternFit MatchOne(JsonElement value, MatchBudget budget);
}
