using Bourse.Access.Authorization;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Metastore;
using static Bourse.Access.Tests.Authorization.Policies;

namespace Bourse.Access.Tests.Authorization;

public sealed class GrantStoreTests
{
    private static readonly AgreementId Successor = AgreementId.Parse("CTR-2025-009");

    private static Task<GrantOutcome> PutAsync(GateFixture fixture, Grant grant) =>
        fixture.Metastore.WriteAsync(session => fixture.Grants.PutAsync(session, grant));

    private static Task<long> VersionAsync(GateFixture fixture) => fixture.Metastore.ReadAsync(PolicyVersion.ReadAsync);

    [Fact]
    public async Task A_grant_comes_back_as_it_was_put()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var stored = Assert.Single(await fixture.Grants.ListAsync(Portfolio));
        var put = Grant();
        Assert.Equal(
            (put.Agreement, put.Account, put.Product, put.State, put.StartsAt, put.EndsAt),
            (stored.Agreement, stored.Account, stored.Product, stored.State, stored.StartsAt, stored.EndsAt));
        Assert.Equal(put.Tables.OrderBy(table => table.Key.Value), stored.Tables.OrderBy(table => table.Key.Value));
    }

    [Fact]
    public async Task A_second_agreement_for_the_same_product_is_refused_naming_the_first()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var before = await VersionAsync(fixture);
        Assert.Equal(new GrantOutcome.HeldByAnother(Contract), await PutAsync(fixture, Grant() with { Agreement = Successor }));
        Assert.Equal(before, await VersionAsync(fixture));
        Assert.IsType<GrantOutcome.Stored>(await PutAsync(fixture, Grant() with { Agreement = Successor, Product = ProductName.Parse("risk") }));
        Assert.IsType<GrantOutcome.Stored>(await PutAsync(fixture, Grant() with { Agreement = Successor, Account = Pension }));
    }

    [Fact]
    public async Task An_agreement_whose_term_has_ended_makes_room_and_is_terminated_whole()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var risk = ProductName.Parse("risk");
        await PutAsync(fixture, Grant() with { Product = risk });
        var successor = Grant() with { Agreement = Successor, StartsAt = Now.AddDays(1), EndsAt = Now.AddDays(9) };
        fixture.Time.Now = Now.AddDays(1).AddTicks(-1);
        Assert.Equal(new GrantOutcome.HeldByAnother(Contract), await PutAsync(fixture, successor));
        fixture.Time.Now = Now.AddDays(1);

        Assert.Equal(new GrantOutcome.Stored(Contract), await PutAsync(fixture, successor));

        Assert.Equal(
            [(Contract, Portfolio, AgreementState.Terminated), (Contract, risk, AgreementState.Terminated), (Successor, Portfolio, AgreementState.Active)],
            (await fixture.Metastore.ReadAsync(fixture.Grants.ListAsync)).Select(grant => (grant.Agreement, grant.Product, grant.State)));
        Assert.Equal(new GrantOutcome.Stored(null), await PutAsync(fixture, successor with { Product = risk }));
    }

    [Fact]
    public async Task A_terminated_agreement_makes_room_and_never_comes_back()
    {
        await using var fixture = await GateFixture.CreateAsync();
        Assert.Equal(new StateOutcome.Changed(AgreementState.Active), await fixture.SetStateAsync(AgreementState.Terminated));
        Assert.IsType<GrantOutcome.Stored>(await PutAsync(fixture, Grant() with { Agreement = Successor }));
        Assert.IsType<StateOutcome.Terminated>(await fixture.SetStateAsync(AgreementState.Active));
        Assert.IsType<GrantOutcome.Terminated>(await PutAsync(fixture, Grant()));
        Assert.IsType<StateOutcome.Unchanged>(await fixture.SetStateAsync(AgreementState.Terminated));
    }

    [Fact]
    public async Task An_agreement_cannot_change_hands()
    {
        await using var fixture = await GateFixture.CreateAsync();
        Assert.Equal(new GrantOutcome.OtherAccount(Hedge), await PutAsync(fixture, Grant() with { Account = Pension }));
    }

    [Fact]
    public async Task Each_change_raises_the_policy_version_once_and_an_undone_one_does_not()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var before = await VersionAsync(fixture);
        Assert.IsType<GrantOutcome.Stored>(await PutAsync(fixture, Grant() with { EndsAt = Now.AddDays(2) }));
        Assert.Equal(before + 1, await VersionAsync(fixture));
        Assert.IsType<StateOutcome.Changed>(await fixture.SetStateAsync(AgreementState.Suspended));
        Assert.Equal(before + 2, await VersionAsync(fixture));
        Assert.IsType<StateOutcome.Unchanged>(await fixture.SetStateAsync(AgreementState.Suspended));
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Metastore.WriteAsync(async session =>
        {
            await fixture.Grants.SetStateAsync(session, Contract, AgreementState.Active);
            throw new InvalidOperationException("undone");
        }));
        Assert.Equal(before + 2, await VersionAsync(fixture));
        Assert.Equal(AgreementState.Suspended, Assert.Single(await fixture.Grants.ListAsync(Portfolio)).State);
    }

    [Fact]
    public async Task An_unknown_agreement_is_said_to_be_unknown()
    {
        await using var fixture = await GateFixture.CreateAsync();
        Assert.IsType<StateOutcome.Unknown>(
            await fixture.Metastore.WriteAsync(session => fixture.Grants.SetStateAsync(session, Successor, AgreementState.Suspended)));
    }

    [Fact]
    public async Task A_grant_without_tables_or_with_a_reversed_term_is_refused()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var empty = Grant() with { Tables = new Dictionary<TableName, RuleSet>() };
        Assert.Equal("Tables must name a table. (Parameter 'grant')", (await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(fixture, empty))).Message);
        var reversed = Grant() with { EndsAt = Now.AddDays(-1) };
        Assert.Equal("EndsAt must be after StartsAt. (Parameter 'grant')", (await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(fixture, reversed))).Message);
    }

    [Fact]
    public async Task A_list_is_current_until_a_rule_or_a_state_changes()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var listed = await fixture.Grants.ListAsync(Portfolio);
        Task<bool> AreCurrent() => fixture.Metastore.ReadAsync(session => fixture.Grants.AreCurrentAsync(session, Portfolio, listed));
        Assert.True(await AreCurrent());
        await PutAsync(fixture, Grant() with { Tables = new Dictionary<TableName, RuleSet> { [Nav] = Funds("FND001"), [Metrics] = Rules(1, 2) } });
        Assert.False(await AreCurrent());
        listed = await fixture.Grants.ListAsync(Portfolio);
        Assert.True(await AreCurrent());
        await PutAsync(fixture, Grant() with { Agreement = Successor, Account = Pension });
        Assert.False(await AreCurrent());
    }
}
