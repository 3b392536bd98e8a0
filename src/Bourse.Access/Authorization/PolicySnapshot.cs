using System.Collections.Frozen;
using System.Collections.Immutable;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>
/// All grants and principals as of one policy version: what decisions are taken on. Immutable; a change makes another one. It does not
/// know whether it is
/// still current: that is <see cref="PolicyFeed"/>'s part.
/// </summary>
public sealed class PolicySnapshot
{
    private readonly FrozenDictionary<(AccountId Account, ProductName Product), GrantPolicy> _grants;
    private readonly FrozenDictionary<AccountId, ImmutableArray<GrantPolicy>> _grantsOf;
    private readonly FrozenDictionary<Principal, PrincipalState> _principals;
    private readonly FrozenDictionary<string, AccessKey> _accessKeys;
    private readonly FrozenDictionary<string, SharingToken> _sharingTokens;
    private readonly FrozenDictionary<string, SharingToken> _sharingTokensById;
    private readonly ImmutableArray<Decision.Denied> _denials;

    /// <summary>Builds the snapshot.</summary>
    /// <exception cref="ArgumentException">An account holds two grants of one product that are not terminated.</exception>
    public PolicySnapshot(
        long version, IReadOnlyList<Grant> grants, IReadOnlyList<PrincipalState> principals, IReadOnlyList<AccessKey>? accessKeys = null,
        IReadOnlyList<SharingToken>? sharingTokens = null, AccountId? provider = null)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(principals);
        (Version, Provider) = (version, provider);
        _grants = grants.GroupBy(grant => (grant.Account, grant.Product))
            .ToFrozenDictionary(group => group.Key, group => new GrantPolicy(Standing(group), version));
        _grantsOf = _grants.Values.GroupBy(policy => policy.Grant.Account).ToFrozenDictionary(
            group => group.Key,
            group => group.OrderBy(policy => policy.Grant.Product.Value, StringComparer.Ordinal).ToImmutableArray());
        _principals = principals.ToFrozenDictionary(state => state.Principal);
        _accessKeys = (accessKeys ?? []).ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _sharingTokens = (sharingTokens ?? []).ToFrozenDictionary(token => token.Hash, StringComparer.Ordinal);
        _sharingTokensById = (sharingTokens ?? []).ToFrozenDictionary(token => token.Id, StringComparer.Ordinal);
        _denials = [.. Enum.GetValues<DenyReason>().Select(reason => new Decision.Denied(reason) { PolicyVersion = version })];
        NoEntitlement = new Decision.Allowed([]) { PolicyVersion = version };
    }

    /// <summary>The policy version it was read at.</summary>
    public long Version { get; }

    /// <summary>The account whose lakehouse it is; null where nobody reaches it.</summary>
    public AccountId? Provider { get; }

    internal Decision.Allowed NoEntitlement { get; }

    internal GrantPolicy? Find(AccountId account, ProductName product) => _grants.GetValueOrDefault((account, product));

    internal ImmutableArray<GrantPolicy> GrantsOf(AccountId account) => _grantsOf.TryGetValue(account, out var grants) ? grants : [];

    internal PrincipalState? Find(Principal principal) => _principals.GetValueOrDefault(principal);

    internal AccessKey? FindAccessKey(string id) => _accessKeys.GetValueOrDefault(id);

    /// <summary>By the token's hash.</summary>
    internal SharingToken? FindSharingToken(string hash) => _sharingTokens.GetValueOrDefault(hash);

    internal SharingToken? FindSharingTokenById(string id) => _sharingTokensById.GetValueOrDefault(id);

    internal Decision.Denied Deny(DenyReason reason) => _denials[(int)reason];

    // The one grant in force or held up; where all are terminated, the last of them, for its number in the record.
    private static Grant Standing(IEnumerable<Grant> grants)
    {
        var standing = grants.Where(grant => grant.State != AgreementState.Terminated).ToList();
        return standing.Count switch
        {
            0 => grants.MaxBy(grant => grant.EndsAt)!,
            1 => standing[0],
            _ => throw new ArgumentException(
                $"Agreements {standing[0].Agreement} and {standing[1].Agreement} both give account "
                + $"{standing[0].Account} product {standing[0].Product}.",
                nameof(grants)),
        };
    }
}
