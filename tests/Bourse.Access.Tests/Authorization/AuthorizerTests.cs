using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using static Bourse.Access.Tests.Authorization.Policies;

namespace Bourse.Access.Tests.Authorization;

public sealed class AuthorizerTests
{
    private static Decision Decide(Caller caller, AccessAction action, Resource resource, params Grant[] grants) =>
        Authorizer.Decide(Snapshot(grants), Now, caller, action, resource);

    private static void AssertDenied(DenyReason reason, Decision decision) => Assert.Equal(reason, Assert.IsType<Decision.Denied>(decision).Reason);

    [Fact]
    public void A_granted_table_is_allowed_with_the_whole_entitlement()
    {
        var allowed = Assert.IsType<Decision.Allowed>(Decide(Caller(), AccessAction.LoadTable, NavTable, Grant()));
        var entitlement = Assert.Single(allowed.Entitlements);
        Assert.Equal(7, allowed.PolicyVersion);
        Assert.Equal((Contract, Hedge, Portfolio, Now.AddDays(1)), (entitlement.Agreement, entitlement.Account, entitlement.Product, entitlement.EndsAt));
        Assert.Equal([Nav, Metrics], entitlement.Tables.Keys.Order(Comparer<TableName>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))));
    }

    [Fact]
    public void What_is_unknown_and_what_is_not_granted_are_one_answer()
    {
        AssertDenied(DenyReason.NotGranted, Decide(Caller(), AccessAction.DescribeProduct, new Resource.Product(ProductName.Parse("no-such-product")), Grant()));
        AssertDenied(DenyReason.NotGranted, Decide(Caller(), AccessAction.LoadTable, new Resource.Table(Portfolio, TableName.Parse("orders")), Grant()));
        AssertDenied(DenyReason.NotGranted, Decide(Caller(Pension), AccessAction.LoadTable, NavTable, Grant()));
        AssertDenied(DenyReason.NotGranted, Decide(Caller(), AccessAction.LoadTable, NavTable));
    }

    [Theory]
    [InlineData(AgreementState.Paused, DenyReason.Paused)]
    [InlineData(AgreementState.Suspended, DenyReason.Suspended)]
    [InlineData(AgreementState.Terminated, DenyReason.Terminated)]
    public void An_agreement_that_is_not_active_grants_nothing(AgreementState state, DenyReason reason)
    {
        var decision = Decide(Caller(), AccessAction.LoadTable, NavTable, Grant() with { State = state });
        Assert.Equal(new Decision.Denied(reason) { PolicyVersion = 7, Agreement = Contract }, decision);
    }

    [Fact]
    public void An_agreement_is_in_force_from_its_start_until_just_before_its_end()
    {
        Decision At(DateTimeOffset now) => Authorizer.Decide(
            Snapshot(Grant()), now, Caller() with { ExpiresAt = Now.AddDays(9) }, AccessAction.LoadTable, NavTable);
        AssertDenied(DenyReason.NotStarted, At(Now.AddDays(-1).AddTicks(-1)));
        Assert.IsType<Decision.Allowed>(At(Now.AddDays(-1)));
        Assert.IsType<Decision.Allowed>(At(Now.AddDays(1).AddTicks(-1)));
        AssertDenied(DenyReason.Ended, At(Now.AddDays(1)));
    }

    [Fact]
    public void A_session_ends_when_it_expires_or_its_principal_moves_on()
    {
        AssertDenied(DenyReason.SessionExpired, Decide(Caller() with { ExpiresAt = Now }, AccessAction.LoadTable, NavTable, Grant()));
        AssertDenied(DenyReason.SessionRevoked, Decide(Caller() with { PrincipalEpoch = 0 }, AccessAction.LoadTable, NavTable, Grant()));
        AssertDenied(DenyReason.SessionRevoked, Decide(Caller() with { PrincipalEpoch = 2 }, AccessAction.LoadTable, NavTable, Grant()));
        AssertDenied(DenyReason.SessionRevoked, Decide(
            Caller() with { Principal = new Principal(Hedge, "other") }, AccessAction.LoadTable, NavTable, Grant()));
        var disabled = new PolicySnapshot(7, [Grant()], [State(Hedge, enabled: false)]);
        AssertDenied(DenyReason.SessionRevoked, Authorizer.Decide(disabled, Now, Caller(), AccessAction.LoadTable, NavTable));
    }

    [Fact]
    public void The_lakehouses_tables_are_the_providers_alone_and_no_narrower_sessions()
    {
        var policy = new PolicySnapshot(7, [Grant()], [State(Hedge), State(Pension)], provider: Pension);
        foreach (var (action, resource) in new (AccessAction, Resource)[]
        {
            (AccessAction.ReadSource, new Resource.SourceTable("gold", "nav_history")),
            (AccessAction.WriteSource, new Resource.SourceTable("gold", "nav_history")),
            (AccessAction.ListSource, new Resource.SourceNamespace("gold")),
            (AccessAction.ListSource, new Resource.SourceNamespace(null)),
        })
        {
            Assert.IsType<Decision.Allowed>(Authorizer.Decide(policy, Now, Caller(Pension), action, resource));
            AssertDenied(DenyReason.OutsideSessionScope, Authorizer.Decide(policy, Now, Caller(Pension, OnlyNav), action, resource));
            AssertDenied(DenyReason.NotGranted, Authorizer.Decide(policy, Now, Caller(), action, resource));
            AssertDenied(DenyReason.NotGranted, Decide(Caller(), action, resource, Grant()));
        }
        Assert.Throws<ArgumentException>(() => Decide(Caller(Pension), AccessAction.ReadSource, new Resource.SourceNamespace("gold")));
    }

    [Fact]
    public void A_session_for_one_table_reads_its_objects_and_nothing_else()
    {
        var caller = Caller(scope: OnlyNav);
        var metrics = new Resource.StoredObject(Portfolio, Metrics, "performance_metrics/u/data/x.parquet");
        foreach (var (action, resource) in new (AccessAction, Resource)[]
            { (AccessAction.ReadObject, NavObject()), (AccessAction.ListObjects, NavTable), (AccessAction.ListObjects, new Resource.Product(Portfolio)) })
        {
            var allowed = Assert.IsType<Decision.Allowed>(Decide(caller, action, resource, Grant()));
            Assert.Equal([Nav], Assert.Single(allowed.Entitlements).Tables.Keys);
        }
        AssertDenied(DenyReason.OutsideSessionScope, Decide(caller, AccessAction.ReadObject, metrics, Grant()));
        AssertDenied(DenyReason.OutsideSessionScope, Decide(caller, AccessAction.LoadTable, NavTable, Grant()));
        AssertDenied(DenyReason.OutsideSessionScope, Decide(caller, AccessAction.ListProducts, new Resource.Exchange(), Grant()));
        AssertDenied(DenyReason.OutsideSessionScope, Decide(caller, AccessAction.ListObjects, new Resource.Product(ProductName.Parse("benchmarks")), Grant()));
        var withoutNav = Grant() with { Tables = new Dictionary<TableName, RuleSet> { [Metrics] = Rules(1) } };
        AssertDenied(DenyReason.NotGranted, Decide(caller, AccessAction.ListObjects, new Resource.Product(Portfolio), withoutNav));
    }

    [Fact]
    public void Listing_gives_what_is_in_force_now_by_product()
    {
        var risk = Grant() with { Product = ProductName.Parse("risk") };
        var macro = Grant() with { Product = ProductName.Parse("macro"), State = AgreementState.Suspended };
        var benchmarks = Grant() with { Product = ProductName.Parse("benchmarks") };
        var allowed = Assert.IsType<Decision.Allowed>(Decide(Caller(), AccessAction.ListProducts, new Resource.Exchange(), risk, macro, benchmarks));
        Assert.Equal(["benchmarks", "risk"], allowed.Entitlements.Select(entitlement => entitlement.Product.Value));
        Assert.Empty(Assert.IsType<Decision.Allowed>(Decide(Caller(), AccessAction.ManageWebhooks, new Resource.Exchange(), risk)).Entitlements);
    }

    [Theory]
    [InlineData(AccessAction.ListProducts)]
    [InlineData(AccessAction.IssueToken)]
    [InlineData(AccessAction.AssumeRole)]
    [InlineData(AccessAction.ManageWebhooks)]
    public void An_account_that_no_agreement_serves_is_refused_with_the_reason_of_its_agreement(AccessAction action)
    {
        var ended = Grant() with { Product = ProductName.Parse("risk"), State = AgreementState.Paused };
        var suspended = Grant() with { Product = ProductName.Parse("macro"), State = AgreementState.Suspended };
        AssertDenied(DenyReason.NotGranted, Decide(Caller(Pension), action, new Resource.Exchange(), ended));
        AssertDenied(DenyReason.Paused, Decide(Caller(), action, new Resource.Exchange(), ended));
        AssertDenied(DenyReason.Suspended, Decide(Caller(), action, new Resource.Exchange(), ended, suspended));
    }

    [Theory]
    [InlineData(1, "FND001", true)]
    [InlineData(1, "FND009", false)]
    [InlineData(1, "", false)]
    [InlineData(2, "anything", true)]
    [InlineData(9, "FND001", false)]
    public void A_look_up_needs_a_visible_column_and_a_value_that_the_filter_can_admit(int field, string value, bool allowed) =>
        Assert.Equal(allowed, Decide(Caller(), AccessAction.LookUpRows, new Resource.Rows(Portfolio, Nav, field, value), Grant()) is Decision.Allowed);

    [Fact]
    public void An_action_on_the_wrong_kind_of_resource_is_a_bug_and_allows_nothing()
    {
        var thrown = Assert.Throws<ArgumentException>(() => Decide(Caller(), AccessAction.ReadObject, NavTable, Grant()));
        Assert.Equal("ReadObject is no action on Table. (Parameter 'action')", thrown.Message);
        Assert.Throws<ArgumentException>(() => Decide(Caller(), (AccessAction)99, NavTable, Grant()));
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var (policy, caller, stranger, stored) = (Snapshot(Grant()), Caller(), Caller(Pension), NavObject());
        Authorizer.Decide(policy, Now, caller, AccessAction.ReadObject, stored);
        Authorizer.Decide(policy, Now, stranger, AccessAction.ReadObject, stored);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Authorizer.Decide(policy, Now, caller, AccessAction.ReadObject, stored);
        Authorizer.Decide(policy, Now, stranger, AccessAction.ReadObject, stored);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_terminated_agreement_gives_way_to_its_successor()
    {
        var before = Grant() with { Agreement = AgreementId.Parse("OLD-1"), State = AgreementState.Terminated };
        var allowed = Assert.IsType<Decision.Allowed>(Decide(Caller(), AccessAction.LoadTable, NavTable, before, Grant()));
        Assert.Equal(Contract, Assert.Single(allowed.Entitlements).Agreement);
    }

    [Fact]
    public void Two_grants_of_one_product_are_no_policy() => Assert.Equal(
        "Agreements CTR-2024-001 and NEW-1 both give account 222222222222 product portfolio-analytics. (Parameter 'grants')",
        Assert.Throws<ArgumentException>(() => Snapshot(Grant(), Grant() with { Agreement = AgreementId.Parse("NEW-1") })).Message);
}
