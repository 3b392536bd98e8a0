using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>The token of a Delta Sharing profile, as it is kept: the token itself is shown once, to whoever used the link for it.</summary>
public sealed record SharingToken
{
    /// <summary>What its ids begin with.</summary>
    public const string Prefix = "BDST";

    /// <summary>The id, <see cref="Prefix"/> and 16 characters of <c>A-Z2-7</c>; public.</summary>
    public required string Id { get; init; }

    /// <summary>Who reads with it.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The principal's epoch when it was made.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends, at most 90 days after it was made.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was revoked; null while it was not.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Upper-case hexadecimal SHA-256 of the token.</summary>
    internal string Hash { get; init; } = "";

    /// <summary>Id and end only.</summary>
    public override string ToString() => $"{Id} until {ExpiresAt:O}";
}
