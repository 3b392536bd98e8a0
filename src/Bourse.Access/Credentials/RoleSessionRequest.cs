namespace Bourse.Access.Credentials;

/// <summary>The parameters of STS <c>AssumeRoleWithWebIdentity</c>.</summary>
public sealed record RoleSessionRequest
{
    /// <summary><c>RoleArn</c>: <c>arn:aws:iam::222222222222:role/client</c>.</summary>
    public required string RoleArn { get; init; }

    /// <summary><c>RoleSessionName</c>: 2 to 64 letters, digits and <c>_+=,.@-</c>.</summary>
    public required string RoleSessionName { get; init; }

    /// <summary><c>WebIdentityToken</c>: a bearer token of ours.</summary>
    public required string WebIdentityToken { get; init; }

    /// <summary><c>DurationSeconds</c>: 900 to 3600; 3600 when absent.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Role and session name: the token is a credential.</summary>
    public override string ToString() => $"{RoleArn} {RoleSessionName}";
}
