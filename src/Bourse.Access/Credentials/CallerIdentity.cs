using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>What STS <c>GetCallerIdentity</c> says.</summary>
/// <param name="Account">The account.</param>
/// <param name="UserId">The role's id and the session's name, <c>222222222222.client:session</c>.</param>
/// <param name="Arn"><c>arn:aws:sts::222222222222:assumed-role/client/session</c>.</param>
public sealed record CallerIdentity(AccountId Account, string UserId, string Arn)
{
    /// <summary>The identity of an authenticated caller; its session is named by its id.</summary>
    public static CallerIdentity Of(Caller caller) => Of(caller.Principal, caller.SessionId);

    internal static CallerIdentity Of(Principal principal, string sessionName) => new(
        principal.Account,
        $"{ClientIds.For(principal)}:{sessionName}",
        $"arn:aws:sts::{principal.Account}:assumed-role/{principal.Name}/{sessionName}");
}
