using System.Diagnostics;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization;

/// <summary>
/// The one place that decides access, for every protocol (decision 7). Denies by default. In memory and without side effects; recording is
/// <see cref="AccessGate"/>'s part, and callers other than it have no reason to be here.
/// </summary>
public sealed class Authorizer(PolicyFeed feed, TimeProvider clock)
{
    /// <summary>Decides on the current policy; <see cref="Decision.Unavailable"/> while this node does not know it.</summary>
    /// <exception cref="ArgumentException">The action is not one on that kind of resource.</exception>
    public Decision Decide(Caller caller, AccessAction action, Resource resource) =>
        feed.Current is { } policy
            ? Decide(policy, clock.GetUtcNow(), caller, action, resource)
            : new Decision.Unavailable { PolicyVersion = feed.LastVersion };

    /// <summary>Decides on a given policy at a given time. Pure.</summary>
    /// <exception cref="ArgumentException">The action is not one on that kind of resource.</exception>
    public static Decision Decide(PolicySnapshot policy, DateTimeOffset now, Caller caller, AccessAction action, Resource resource)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(caller);
        RequireFit(action, resource);

        // 1. The session.
        if (now >= caller.ExpiresAt)
            return policy.Deny(DenyReason.SessionExpired);
        if (policy.Find(caller.Principal) is not { Enabled: true } principal || principal.Epoch != caller.PrincipalEpoch)
            return policy.Deny(DenyReason.SessionRevoked);
        if (caller.HoldsAccessKey && policy.FindAccessKey(caller.SessionId) is null)
            return policy.Deny(DenyReason.SessionRevoked);
        if (caller.HoldsSharingToken && HindranceOf(policy, now, caller, action) is { } reason)
            return policy.Deny(reason);
        if (!IsWithin(caller.Scope, action, resource))
            return policy.Deny(DenyReason.OutsideSessionScope);

        // 2. What the provider may do with its own lakehouse, which needs no agreement.
        if (resource is Resource.SourceObject or Resource.SourcePrefix or Resource.SourceTable or Resource.SourceNamespace)
            return policy.Provider == caller.Principal.Account ? policy.NoEntitlement : policy.Deny(DenyReason.NotGranted);
        if (policy.Provider == caller.Principal.Account && action is AccessAction.IssueToken or AccessAction.AssumeRole or AccessAction.ListProducts)
            return policy.NoEntitlement;

        // 3. What an account may ask about itself while any agreement serves it.
        if (resource is Resource.Exchange)
            return InForce(policy, now, caller.Principal.Account, action);

        // 4. The grant.
        var (product, table) = Target(resource);
        if (policy.Find(caller.Principal.Account, product) is not { } grant)
            return policy.Deny(DenyReason.NotGranted);
        if (grant.Hindrance(now) is { } hindrance)
            return hindrance;
        if (table is { } name && !grant.Entitlement.Tables.ContainsKey(name))
            return policy.Deny(DenyReason.NotGranted);
        if (resource is Resource.Rows rows && !AdmitsRows(grant.Entitlement, rows))
            return policy.Deny(DenyReason.NotGranted);
        return caller.Scope is SessionScope.OneTable only
            ? grant.ConfinedTo(only.Table) ?? (Decision)policy.Deny(DenyReason.NotGranted)
            : grant.Whole;
    }

    private static void RequireFit(AccessAction action, Resource resource)
    {
        var fits = action switch
        {
            AccessAction.ListProducts or AccessAction.IssueToken or AccessAction.AssumeRole or AccessAction.ManageWebhooks
                or AccessAction.ManageEvents or AccessAction.ReceiveEvents => resource is Resource.Exchange,
            AccessAction.DescribeProduct => resource is Resource.Product,
            AccessAction.LoadTable or AccessAction.QueryTable => resource is Resource.Table,
            AccessAction.ListObjects => resource is Resource.Product or Resource.Table,
            AccessAction.ReadObject => resource is Resource.StoredObject,
            AccessAction.ReadSource or AccessAction.WriteSource => resource is Resource.SourceObject or Resource.SourceTable,
            AccessAction.DeleteSource => resource is Resource.SourceObject,
            AccessAction.ListSource => resource is Resource.SourcePrefix or Resource.SourceNamespace,
            AccessAction.LookUpRows => resource is Resource.Table or Resource.Rows,
            _ => false,
        };
        if (!fits)
            throw new ArgumentException($"{action} is no action on {resource?.GetType().Name ?? "nothing"}.", nameof(action));
    }

    // The token may have been revoked, or its end brought forward, after what the caller presents was made.
    private static DenyReason? HindranceOf(PolicySnapshot policy, DateTimeOffset now, Caller caller, AccessAction action) =>
        policy.FindSharingTokenById(caller.SessionId) is not { } token ? DenyReason.SessionRevoked
        : now >= token.ExpiresAt ? DenyReason.SessionExpired
        : action is AccessAction.ListProducts or AccessAction.DescribeProduct or AccessAction.QueryTable or AccessAction.ReadObject ? null
        : DenyReason.OutsideSessionScope;

    private static bool IsWithin(SessionScope scope, AccessAction action, Resource resource) => scope switch
    {
        SessionScope.WholeAccount => true,
        SessionScope.Confined confined => IsWithin(confined, action, resource),
        SessionScope.OneTable only when action is AccessAction.ListObjects or AccessAction.ReadObject =>
            Target(resource) is var (product, table) && product == only.Product && (table is null || table == only.Table),
        SessionScope.OneObject only => resource is Resource.StoredObject stored && action == AccessAction.ReadObject
            && (stored.ProductName, stored.TableName, stored.Key) == (only.Product, only.Table, only.Key),
        _ => false,
    };

    // On its own, so that deciding for sessions without a policy makes no closure.
    private static bool IsWithin(SessionScope.Confined confined, AccessAction action, Resource resource) =>
        S3Name.Of(action, resource) is var (name, arn) && confined.Policies.All(policy => policy.Allows(name, arn));

    private static (ProductName Product, TableName? Table) Target(Resource resource) => resource switch
    {
        Resource.Product product => (product.ProductName, null),
        Resource.Table table => (table.ProductName, table.TableName),
        Resource.StoredObject stored => (stored.ProductName, stored.TableName),
        Resource.Rows rows => (rows.ProductName, rows.TableName),
        _ => throw new UnreachableException(),
    };

    private static Decision InForce(PolicySnapshot policy, DateTimeOffset now, AccountId account, AccessAction action)
    {
        var inForce = new List<Entitlement>();
        Decision.Denied? hindrance = null;
        foreach (var grant in policy.GrantsOf(account))
        {
            if (grant.Hindrance(now) is not { } found)
                inForce.Add(grant.Entitlement);
            // A suspension outweighs the rest: an attempt meanwhile raises an alert.
            else if (hindrance is null || found.Reason == DenyReason.Suspended)
                hindrance = found;
        }
        if (inForce.Count == 0)
            return hindrance ?? policy.Deny(DenyReason.NotGranted);
        return action == AccessAction.ListProducts ? new Decision.Allowed(inForce) { PolicyVersion = policy.Version } : policy.NoEntitlement;
    }

    // Rows are not looked up by a masked column: asking for its values would tell which rows have them.
    private static bool AdmitsRows(Entitlement entitlement, Resource.Rows rows)
    {
        var rules = entitlement.Tables[rows.TableName];
        return rules.ShowsPlain(rows.FieldId) && RowReach.CanAdmit(rules.RowFilter, rows.FieldId, rows.Value);
    }
}
