using Bourse.Access.Identity;

namespace Bourse.Access.Signing;

/// <summary>What became of a signed request.</summary>
public abstract record SigV4Outcome
{
    private SigV4Outcome() { }

    /// <summary>The signature is right.</summary>
    /// <param name="Caller">Who signed it.</param>
    /// <param name="Service">The service of the scope, for example <c>s3</c>, <c>sts</c>, <c>execute-api</c>.</param>
    /// <param name="Region">The region of the scope.</param>
    /// <param name="PayloadMode">Whether the body is covered.</param>
    /// <param name="Target">The path and query that were verified; serve these, never another parse.</param>
    public sealed record Valid(Caller Caller, string Service, string Region, PayloadMode PayloadMode, VerifiedTarget Target) : SigV4Outcome
    {
        /// <summary>The body, without chunk headers and trailer where it came in chunks; empty when it was not read.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>What verifies the body, of which nothing is known yet; null when it was read and verified. Whoever takes the body reads it through this.</summary>
        public PayloadVerification? Unread { get; init; }
    }

    /// <summary>Refused.</summary>
    /// <param name="Code">Why, in S3's words.</param>
    /// <param name="Message">What is wrong and what to do; holds nothing secret and may be shown to the caller.</param>
    public sealed record Failed(SigV4FailureCode Code, string Message) : SigV4Outcome;
}
