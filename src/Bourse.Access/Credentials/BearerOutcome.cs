using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>What became of a bearer token. Both failures are answered 401 (clients refresh on nothing else), but told apart.</summary>
public abstract record BearerOutcome
{
    private BearerOutcome() { }

    /// <summary>Ours and in force.</summary>
    public sealed record Valid(Caller Caller) : BearerOutcome;

    /// <summary>Ours, but its time has passed: the client should fetch a new one.</summary>
    public sealed record Expired : BearerOutcome;

    /// <summary>Not ours, altered, or not a token.</summary>
    public sealed record Invalid : BearerOutcome;
}
