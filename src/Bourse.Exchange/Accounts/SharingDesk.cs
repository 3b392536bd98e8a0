using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Exchange.Accounts;

/// <summary>
/// What the provider does about clients' Delta Sharing profiles: it makes links for them, and never sees one. Each change and its audit record are one transaction.
/// </summary>
public sealed class SharingDesk(
    IMetastore metastore, AccountStore accounts, SharingTokenStore tokens, ActivationLinks links, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Makes a one-time link for a profile.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="replaces">Whether the profiles in force end a day after the link is used.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public Task<SharingLinkOutcome> CreateLinkAsync(AccountId account, bool replaces, string actor, CancellationToken cancellation)
    {
        var principal = new Principal(account, Principal.ClientName);
        return metastore.WriteAsync<SharingLinkOutcome>(async session =>
        {
            if (await accounts.FindPrincipalAsync(session, principal) is not { } state)
            {
                return new SharingLinkOutcome.NoAccount();
            }

            var inForce = (await tokens.ListAsync(session, account)).Count(token => SharingTokenStore.IsInForce(token, clock.GetUtcNow(), state.Epoch));
            if (replaces && inForce == 0)
            {
                return new SharingLinkOutcome.NothingToReplace();
            }

            if (inForce >= SharingTokenStore.TokensMax)
            {
                return new SharingLinkOutcome.TooMany();
            }

            var link = await links.CreateAsync(session, account, replaces ? ActivationPurpose.SharingRotation : ActivationPurpose.SharingProfile);
            await audit.AppendAsync(session, _records.Done(AuditAction.IssueSharingLink, account.Value, actor) with
            {
                Account = account,
                Reason = replaces ? "for a profile in place of those in force" : "for a profile",
            });
            return new SharingLinkOutcome.Made(link);
        }, cancellation);
    }

    /// <summary>The tokens of an account's profiles, also those that ended, oldest first.</summary>
    public Task<IReadOnlyList<SharingToken>> ListAsync(AccountId account, CancellationToken cancellation) =>
        metastore.ReadAsync(session => tokens.ListAsync(session, account), cancellation);

    /// <summary>Ends profiles of an account, in every server within a second, and the links for further ones.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">The token's id; null for all of them.</param>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>The tokens that were ended.</returns>
    public Task<IReadOnlyList<SharingToken>> RevokeAsync(AccountId account, string? id, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        return metastore.WriteAsync(async session =>
        {
            var ended = await tokens.RevokeAsync(session, account, id);
            if (id is null)
            {
                await links.RevokeAsync(session, new Principal(account, Principal.ClientName), forSharing: true);
            }

            foreach (var token in ended)
            {
                await audit.AppendAsync(session, _records.Done(AuditAction.RevokeSharingTokens, $"sharing-token/{token.Id}", actor) with
                {
                    Account = account,
                    Reason = reason,
                });
            }

            return ended;
        }, cancellation);
    }
}
