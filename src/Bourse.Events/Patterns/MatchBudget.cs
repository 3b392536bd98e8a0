namespace Bourse.Events.Patterns;

/// <summary>
/// How many steps may be spent on one event and account. It bounds what patterns that somebody else wrote can cost everybody; see decision 19 for what happens at
/// the end.
/// </summary>
public sealed class MatchBudget
{
    /// <summary>The steps of one event and account.</summary>
    public const int StepsDefault = 200_000;

    private int _steps;

    /// <summary>Creates a budget.</summary>
    /// <param name="steps">Steps: one a node of the pattern and node of the event that meet, and one for each sixteen names among which a field is looked for.</param>
    public MatchBudget(int steps = StepsDefault) => _steps = steps;

    /// <summary>Whether all steps are spent.</summary>
    public bool IsSpent => _steps <= 0;

    internal bool TrySpend(int steps = 1) => (_steps -= steps) > 0;
}
