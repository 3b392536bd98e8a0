namespace Bourse.Exchange.Publishing;

/// <summary>What one quality rule measured.</summary>
public sealed record RuleResult
{
    /// <summary>The table's name in the product.</summary>
    public required string Table { get; init; }

    /// <summary>The rule's name in the contract.</summary>
    public required string Rule { get; init; }

    /// <summary>What the rule asks, in words.</summary>
    public required string Description { get; init; }

    /// <summary>What was measured, as text; <c>not measured</c> where it could not be.</summary>
    public required string Measured { get; init; }

    /// <summary>The number itself, of a comparing rule the one that it compared: what later revisions are held against. Null where there is none.</summary>
    public decimal? Value { get; init; }

    /// <summary>Why it could not be measured; null where it was. The provider's alone: the engine's words may quote values.</summary>
    public string? Problem { get; init; }

    /// <summary>What was asked for, as text.</summary>
    public required string Expected { get; init; }

    /// <summary>Whether the measure met what was asked.</summary>
    public required bool Passed { get; init; }

    /// <summary>Whether a failure stops the revision.</summary>
    public required bool Blocking { get; init; }

    /// <summary>The rule and what came of it, for the provider: <c>table.rule: measured, expected …</c>.</summary>
    public string ForProvider() => $"{Table}.{Rule}: {Measured}{(Problem is null ? "" : $" ({Problem})")}, expected {Expected}.";
}
