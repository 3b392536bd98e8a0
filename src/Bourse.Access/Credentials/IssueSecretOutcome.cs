using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>What became of a request for a client secret.</summary>
public abstract record IssueSecretOutcome
{
    private IssueSecretOutcome() { }

    /// <summary>A secret; this is the only time it is shown.</summary>
    public sealed record Issued(string ClientId, SecretText Secret, DateTimeOffset ExpiresAt) : IssueSecretOutcome;

    /// <summary>Two secrets are in force already; one must end first.</summary>
    public sealed record TooMany(string Message) : IssueSecretOutcome;
}
