using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;

namespace Bourse.Server.Tests.World;

/// <summary>A subscriber with everything it may hold.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Agreement">Its agreement.</param>
/// <param name="ClientId">Its OAuth2 client id.</param>
/// <param name="Secret">Its client secret.</param>
public sealed record WorldClient(Principal Principal, AgreementId Agreement, string ClientId, string Secret)
{
    /// <summary>A bearer token.</summary>
    public required string Token { get; init; }

    /// <summary>The token of its Delta Sharing profile.</summary>
    public required string SharingToken { get; init; }

    /// <summary>Session keys.</summary>
    public required SessionCredentials Keys { get; init; }

    /// <summary>The role its tokens may assume.</summary>
    public string RoleArn => $"arn:aws:iam::{Principal.Account}:role/{Principal.Name}";
}
