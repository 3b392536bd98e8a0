using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Exchange.Accounts;

/// <summary>What the provider does to a client's account itself. Each change and its audit record are one transaction.</summary>
public sealed class AccountDesk(
    IMetastore metastore, AccountStore accounts, ClientCredentialStore clients, ActivationLinks links, IAuditLog audit, TimeProvider clock,
    RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>
    /// Ends whatever the account's client can prove itself with (secrets, public keys, activation links that were not used) and all that it got by them (tokens,
    /// session keys), as when a secret has leaked. Its agreements stand: a new activation link sets it up again.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>What was ended; null when there is no such account.</returns>
    public Task<RevokedCredentials?> RevokeCredentialsAsync(AccountId account, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        var principal = new Principal(account, Principal.ClientName);
        return metastore.WriteAsync(async session =>
        {
            if (await accounts.FindPrincipalAsync(session, principal) is null)
            {
                return null;
            }

            var revoked = new RevokedCredentials(
                await clients.RevokeSecretsAsync(session, principal), await clients.RemovePublicKeysAsync(session, principal), await links.RevokeAsync(session, principal));
            await accounts.BumpEpochAsync(session, principal);
            await audit.AppendAsync(session, _records.Done(AuditAction.RevokeCredentials, account.Value, actor) with { Account = account, Reason = reason });
            return revoked;
        }, cancellation);
    }
}
