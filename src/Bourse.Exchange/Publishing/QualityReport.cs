namespace Bourse.Exchange.Publishing;

/// <summary>What a contract's quality rules measured on one revision's tables. It is part of the revision.</summary>
/// <param name="Results">One result a rule, in the contract's order.</param>
public sealed record QualityReport(IReadOnlyList<RuleResult> Results)
{
    /// <summary>Whether every rule that may stop a revision held.</summary>
    public bool Passed => Results.All(result => result.Passed || !result.Blocking);
}
