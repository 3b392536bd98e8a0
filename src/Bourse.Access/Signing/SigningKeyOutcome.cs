using Bourse.Access.Identity;
using Bourse.Access.Keys;

namespace Bourse.Access.Signing;

/// <summary>What is known of an access key.</summary>
public abstract record SigningKeyOutcome
{
    private SigningKeyOutcome() { }

    /// <summary>Known and in force.</summary>
    public sealed record Found(SecretText Secret, Caller Caller) : SigningKeyOutcome;

    /// <summary>Not one of ours.</summary>
    public sealed record UnknownAccessKey : SigningKeyOutcome;

    /// <summary>It needs a session token, and none was sent.</summary>
    public sealed record TokenMissing : SigningKeyOutcome;

    /// <summary>The session token is altered, forged or belongs to another access key.</summary>
    public sealed record TokenInvalid : SigningKeyOutcome;

    /// <summary>The session has ended.</summary>
    public sealed record Expired : SigningKeyOutcome;
}
