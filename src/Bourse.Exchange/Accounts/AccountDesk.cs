using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Exchange.Accounts;

/// <summary>What the provider does to a client's account itself. Each change and its audit record are one transaction.</summary>
public sealed class AccountDesk(
    IMetastore metastore, AccountStore accounts, ClientCredentialStore clients, AccessKeyStore keys, ActivationLinks links, IAuditLog audit, TimeProvider clock,
    RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Makes an account, for a client whose agreement is to come.</summary>
    /// <param name="account">Its number.</param>
    /// <param name="name">Its name, 1 to 200 characters.</param>
    /// <param name="contact">Its e-mail address.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>False when it exists; it is left as it is.</returns>
    public Task<bool> CreateAsync(AccountId account, string name, string contact, string actor, CancellationToken cancellation) =>
        metastore.WriteAsync(async session =>
        {
            if (!await accounts.CreateAsync(session, account, name, contact))
            {
                return false;
            }

            await audit.AppendAsync(session, _records.Done(AuditAction.CreateAccount, account.Value, actor) with { Account = account });
            return true;
        }, cancellation);

    /// <summary>Makes an access key, the exception to decision 8; its record says so.</summary>
    /// <param name="account">Whose client signs with it.</param>
    /// <param name="lifetime">How long it stands, at most <see cref="Lifetimes.AccessKeyMax"/>.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public Task<AccessKeyOutcome> CreateAccessKeyAsync(AccountId account, TimeSpan lifetime, string actor, CancellationToken cancellation)
    {
        var principal = new Principal(account, Principal.ClientName);
        return metastore.WriteAsync<AccessKeyOutcome>(async session =>
        {
            if (await accounts.FindPrincipalAsync(session, principal) is null)
            {
                return new AccessKeyOutcome.NoAccount();
            }

            if (await keys.CreateAsync(session, principal, lifetime) is not { } made)
            {
                return new AccessKeyOutcome.TooMany();
            }

            await audit.AppendAsync(session, _records.Done(AuditAction.CreateAccessKey, $"access-key/{made.Key.Id}", actor) with
            {
                Account = account,
                Reason = $"Exception to decision 8: a key that needs no session token, until {made.Key.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}.",
            });
            return new AccessKeyOutcome.Made(made);
        }, cancellation);
    }

    /// <summary>The access keys of an account, also those that ended, oldest first.</summary>
    public Task<IReadOnlyList<AccessKey>> ListAccessKeysAsync(AccountId account, CancellationToken cancellation) =>
        metastore.ReadAsync(session => keys.ListAsync(session, account), cancellation);

    /// <summary>Ends an access key, in every server within a second.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>The key; null when none with this id is in force.</returns>
    public Task<AccessKey?> RevokeAccessKeyAsync(string id, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        return metastore.WriteAsync(async session =>
        {
            if (await keys.RevokeAsync(session, id) is not { } revoked)
            {
                return null;
            }

            await audit.AppendAsync(session, _records.Done(AuditAction.RevokeAccessKey, $"access-key/{id}", actor) with
            {
                Account = revoked.Principal.Account,
                Reason = reason,
            });
            return revoked;
        }, cancellation);
    }

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
                await clients.RevokeSecretsAsync(session, principal), await clients.RemovePublicKeysAsync(session, principal),
                    await links.RevokeAsync(session, principal));
            await accounts.BumpEpochAsync(session, principal);
            await audit.AppendAsync(session, _records.Done(AuditAction.RevokeCredentials, account.Value, actor) with { Account = account, Reason = reason });
            return revoked;
        }, cancellation);
    }
}
