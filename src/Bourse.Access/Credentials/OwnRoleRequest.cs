namespace Bourse.Access.Credentials;

/// <summary>The parameters of STS <c>AssumeRole</c>, by which a session makes a shorter or narrower one of itself.</summary>
public sealed record OwnRoleRequest
{
    /// <summary><c>RoleArn</c>: the caller's own, <c>arn:aws:iam::222222222222:role/client</c>.</summary>
    public required string RoleArn { get; init; }

    /// <summary><c>RoleSessionName</c>: 2 to 64 letters, digits and <c>_+=,.@-</c>.</summary>
    public required string RoleSessionName { get; init; }

    /// <summary><c>DurationSeconds</c>: 900 to 3600; 3600 when absent.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary><c>Policy</c>: what the session is confined to; null for all that its principal may do.</summary>
    public string? Policy { get; init; }
}
