namespace Bourse.Events.Rules;

/// <summary>What became of the wish to change a rule or its targets.</summary>
public abstract record RuleOutcome
{
    private RuleOutcome()
    {
    }

    /// <summary>It is done.</summary>
    public sealed record Done : RuleOutcome;

    /// <summary>The account has no rule of that name.</summary>
    public sealed record NoSuchRule : RuleOutcome;

    /// <summary>The rule has targets and cannot be deleted before them.</summary>
    public sealed record HasTargets : RuleOutcome;

    /// <summary>The account has as many rules, or the rule as many targets, as may be.</summary>
    public sealed record TooMany(string Message) : RuleOutcome;

    /// <summary>A property is malformed; the message names it.</summary>
    public sealed record Invalid(string Message) : RuleOutcome;

    /// <summary>The event pattern is none; the message names the field.</summary>
    public sealed record InvalidPattern(string Message) : RuleOutcome;
}
