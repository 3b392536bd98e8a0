using Bourse.Access.Identity;
using Bourse.Access.Principals;

namespace Bourse.Access.Tests.Principals;

public sealed class AccountStoreTests
{
    private static readonly AccountId Pension = AccountId.Parse("333333333333");

    [Fact]
    public async Task An_account_starts_with_one_enabled_principal_in_epoch_1()
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.True(await access.Metastore.WriteAsync(session => access.Accounts.CreateAsync(session, Pension, "Northgate Pension", "ops@northgate.example")));
        Assert.Equal(
            new Account(Pension, "Northgate Pension", "ops@northgate.example", access.Time.Now),
            await access.Metastore.ReadAsync(session => access.Accounts.FindAsync(session, Pension)));
        Assert.Equal(
            [new PrincipalState(AccessFixture.Client, 1, true), new PrincipalState(new Principal(Pension, "client"), 1, true)],
            await access.Metastore.ReadAsync(session => access.Accounts.ListPrincipalsAsync(session)));
        Assert.Equal([AccessFixture.Hedge, Pension], (await access.Metastore.ReadAsync(session => access.Accounts.ListAsync(session))).Select(account => account.Id));
    }

    [Fact]
    public async Task An_account_that_exists_is_left_as_it_is()
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.False(await access.Metastore.WriteAsync(session => access.Accounts.CreateAsync(session, AccessFixture.Hedge, "Other", "other@example")));
        Assert.Equal("Hedge Fund Partners", (await access.Metastore.ReadAsync(session => access.Accounts.FindAsync(session, AccessFixture.Hedge)))!.Name);
    }

    [Fact]
    public async Task An_unknown_account_or_principal_is_null()
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.Null(await access.Metastore.ReadAsync(session => access.Accounts.FindAsync(session, Pension)));
        Assert.Null(await access.Metastore.ReadAsync(session => access.Accounts.FindPrincipalAsync(session, new Principal(Pension, "client"))));
    }

    [Fact]
    public async Task Raising_an_epoch_and_disabling_raise_the_policy_version_with_it()
    {
        await using var access = await AccessFixture.CreateAsync();
        var before = await access.Metastore.ReadAsync(PolicyVersion.ReadAsync);
        Assert.Equal(2, await access.Metastore.WriteAsync(session => access.Accounts.BumpEpochAsync(session, AccessFixture.Client)));
        Assert.Equal(before + 1, await access.Metastore.ReadAsync(PolicyVersion.ReadAsync));
        await access.Metastore.WriteAsync(async session =>
        {
            await access.Accounts.SetEnabledAsync(session, AccessFixture.Client, false);
            return true;
        });
        Assert.Equal(before + 2, await access.Metastore.ReadAsync(PolicyVersion.ReadAsync));
        Assert.Equal(
            new PrincipalState(AccessFixture.Client, 3, false),
            await access.Metastore.ReadAsync(session => access.Accounts.FindPrincipalAsync(session, AccessFixture.Client)));
    }

    [Fact]
    public async Task A_change_to_a_principal_that_does_not_exist_is_a_mistake_and_changes_nothing()
    {
        await using var access = await AccessFixture.CreateAsync();
        var before = await access.Metastore.ReadAsync(PolicyVersion.ReadAsync);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => access.Metastore.WriteAsync(session => access.Accounts.BumpEpochAsync(session, new Principal(Pension, "client"))));
        Assert.Equal("There is no principal 333333333333/client.", error.Message);
        Assert.Equal(before, await access.Metastore.ReadAsync(PolicyVersion.ReadAsync));
    }

    [Theory]
    [InlineData("", "a@b")]
    [InlineData("name", " ")]
    [InlineData("na\nme", "a@b")]
    public async Task An_empty_name_or_contact_or_one_with_control_characters_is_refused(string name, string contact)
    {
        await using var access = await AccessFixture.CreateAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => access.Metastore.WriteAsync(session => access.Accounts.CreateAsync(session, Pension, name, contact)));
    }
}
