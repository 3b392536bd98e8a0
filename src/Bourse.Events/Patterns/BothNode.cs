using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>A field that is named beside a <c>$or</c> and in a branch of it: both sets of conditions must hold, in an array for one element.</summary>
internal sealed class BothNode(PatternNode first, PatternNode second) : PatternNode
{
    public override bool AcceptsAbsence => first.AcceptsAbsence && second.AcceptsAbsence;

    protected override PatternFit MatchOne(JsonElement value, MatchBudget budget)
    {
        var (one, other) = (first.Match(value, budget), second.Match(value, budget));
        if (one == PatternFit.None || other == PatternFit.None)
            return PatternFit.None;
        return one > other ? one : other;
    }
}
