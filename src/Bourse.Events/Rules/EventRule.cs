namespace Bourse.Events.Rules;

/// <summary>Which of an account's events go to its targets.</summary>
public sealed record EventRule
{
    /// <summary>The account, 12 digits.</summary>
    public required string Account { get; init; }

    /// <summary>Its name in the account: 1 to 64 letters, digits, <c>.</c> <c>_</c> <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The pattern as it was written; see <see cref="Patterns.EventPattern"/>.</summary>
    public required string Pattern { get; init; }

    /// <summary>What it is for, at most 512 characters; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is in force; 0 or 1.</summary>
    public required long Enabled { get; init; }
}
