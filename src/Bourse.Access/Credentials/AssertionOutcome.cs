namespace Bourse.Access.Credentials;

/// <summary>What became of a client's assertion.</summary>
internal abstract record AssertionOutcome
{
    private AssertionOutcome() { }

    /// <summary>Signed by the client, and its claims are in order.</summary>
    /// <param name="TokenId">Its <c>jti</c>: to be accepted once.</param>
    /// <param name="ExpiresAt">Until when the <c>jti</c> must be remembered.</param>
    public sealed record Verified(string TokenId, DateTimeOffset ExpiresAt) : AssertionOutcome;

    /// <summary>No registered key signed it with its own algorithm. The sender is nobody and is told nothing.</summary>
    public sealed record NotSigned : AssertionOutcome;

    /// <summary>Signed by the client, who may be told which rule its claims break.</summary>
    public sealed record ClaimsRefused(string Rule) : AssertionOutcome;
}
