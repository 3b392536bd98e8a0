using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>A client hears of a product while a grant of it is in force; the provider hears of everything.</summary>
/// <param name="provider">The provider's account.</param>
/// <param name="clock">Tells which grants are in force.</param>
public sealed class GrantedEvents(AccountId provider, TimeProvider clock) : IEventAccess
{
    /// <inheritdoc />
    public async Task<bool> MayHearAsync(IMetastoreSession session, string account, string subject)
    {
        if (account == provider.Value)
            return true;
        if (!ProductName.TryParse(subject, out var product))
            return false;
        var now = clock.GetUtcNow();
        return (await GrantStore.ListAsync(session, product)).Any(grant => grant.Account.Value == account && grant.IsInForce(now));
    }
}
