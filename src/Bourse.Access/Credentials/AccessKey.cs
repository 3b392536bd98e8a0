using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>A key for a tool that knows no session token, as it is kept. Its secret is shown once, when it is made.</summary>
public sealed record AccessKey
{
    /// <summary>What its ids begin with; those of session keys begin with <c>ASIA</c>.</summary>
    public const string Prefix = "AKIA";

    /// <summary>The id, <see cref="Prefix"/> and 16 characters of <c>A-Z2-7</c>; public.</summary>
    public required string Id { get; init; }

    /// <summary>Who signs with it.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The principal's epoch when it was made.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends, at most 12 hours after it was made.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was revoked; null while it was not.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The secret, sealed with the key ring.</summary>
    internal byte[] SealedSecret { get; init; } = [];

    /// <summary>Id and end only.</summary>
    public override string ToString() => $"{Id} until {ExpiresAt:O}";
}
