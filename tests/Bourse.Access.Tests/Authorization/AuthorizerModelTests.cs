using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using FsCheck;
using FsCheck.Fluent;
using static Bourse.Access.Tests.Authorization.Policies;

namespace Bourse.Access.Tests.Authorization;

/// <summary>The authorizer beside the rule in one sentence, over random policies and requests.</summary>
public sealed class AuthorizerModelTests
{
    private static readonly ProductName[] Products = [Portfolio, ProductName.Parse("risk")];
    private static readonly TableName[] Tables = [Nav, Metrics];
    private static readonly AccountId[] Accounts = [Hedge, Pension];

    private static readonly Gen<Grant> Grants =
        from account in Gen.Elements(Accounts)
        from product in Gen.Elements(Products)
        from state in Gen.Elements(Enum.GetValues<AgreementState>())
        from start in Gen.Choose(-2, 1)
        from length in Gen.Choose(1, 3)
        from tables in Gen.SubListOf(Tables).Where(tables => tables.Count > 0)
        select Grant() with
        {
            Account = account,
            Product = product,
            State = state,
            StartsAt = Now.AddHours(start),
            EndsAt = Now.AddHours(start + length),
            Tables = tables.ToDictionary(table => table, _ => Rules(1)),
        };

    private static readonly Gen<Caller> Callers =
        from account in Gen.Elements(Accounts)
        from epoch in Gen.Frequency((5, Gen.Constant(1L)), (1, Gen.Constant(2L)))
        from expires in Gen.Frequency((5, Gen.Constant(10)), (1, Gen.Choose(-1, 0)))
        from product in Gen.Elements(Products)
        from table in Gen.Elements(Tables)
        from confined in Gen.Elements(true, false)
        select Caller(account) with
        {
            PrincipalEpoch = epoch,
            ExpiresAt = Now.AddMinutes(expires),
            Scope = confined ? new SessionScope.OneTable(product, table) : new SessionScope.WholeAccount(),
        };

    private static readonly Gen<(AccessAction Action, Resource Resource)> Requests =
        from product in Gen.Elements(Products)
        from table in Gen.Elements(Tables)
        from request in Gen.Elements<(AccessAction, Resource)>(
            (AccessAction.DescribeProduct, new Resource.Product(product)),
            (AccessAction.LoadTable, new Resource.Table(product, table)),
            (AccessAction.ListObjects, new Resource.Product(product)),
            (AccessAction.ListObjects, new Resource.Table(product, table)),
            (AccessAction.ReadObject, new Resource.StoredObject(product, table, $"{table}/u/data/1")),
            (AccessAction.LookUpRows, new Resource.Table(product, table)),
            (AccessAction.LookUpRows, new Resource.Rows(product, table, 1, "x")))
        select request;

    [Fact]
    public void Access_is_allowed_only_if_a_live_session_asks_within_its_scope_for_what_one_grant_in_force_names()
    {
        var cases = from grants in Grants.ListOf() from caller in Callers from request in Requests select (grants: Distinct(grants), caller, request);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(3000)), Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var decision = Authorizer.Decide(Snapshot(test.grants), Now, test.caller, test.request.Action, test.request.Resource);
            var expected = Allows(test.grants, test.caller, test.request.Action, test.request.Resource);
            return decision is Decision.Allowed allowed
                ? expected && allowed.Entitlements.Single().Account == test.caller.Principal.Account && Confined(allowed, test.caller)
                : !expected;
        }));
    }

    private static bool Confined(Decision.Allowed allowed, Caller caller) =>
        caller.Scope is not SessionScope.OneTable only || allowed.Entitlements.Single().Tables.Keys.SequenceEqual([only.Table]);

    private static bool Allows(IEnumerable<Grant> grants, Caller caller, AccessAction action, Resource resource)
    {
        var (product, table) = resource switch
        {
            Resource.Product r => (r.ProductName, (TableName?)null),
            Resource.Table r => (r.ProductName, r.TableName),
            Resource.StoredObject r => (r.ProductName, r.TableName),
            Resource.Rows r => (r.ProductName, r.TableName),
            _ => throw new InvalidOperationException(),
        };
        var live = caller.ExpiresAt > Now && caller.PrincipalEpoch == 1;
        var within = caller.Scope is not SessionScope.OneTable only
            || (action is AccessAction.ListObjects or AccessAction.ReadObject && only.Product == product && (table ?? only.Table) == only.Table);
        var needed = table ?? (caller.Scope as SessionScope.OneTable)?.Table;
        return live && within && grants.Any(grant => grant.State == AgreementState.Active && grant.StartsAt <= Now && Now < grant.EndsAt
            && grant.Account == caller.Principal.Account && grant.Product == product && (needed is not { } name || grant.Tables.ContainsKey(name)));
    }

    // One grant that is not terminated an account and product: what the store holds.
    private static Grant[] Distinct(IEnumerable<Grant> grants) =>
        [.. grants.GroupBy(grant => (grant.Account, grant.Product, Over: grant.State == AgreementState.Terminated)).Select(group => group.First())];
}
