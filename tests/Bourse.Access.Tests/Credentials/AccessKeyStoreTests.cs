using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Resources;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Credentials;

public sealed class AccessKeyStoreTests
{
    [Fact]
    public async Task A_key_is_found_with_its_caller_until_its_time_is_over()
    {
        await using var access = await AccessFixture.CreateAsync();
        var store = Store(access);
        var made = (await access.Metastore.WriteAsync(session => store.CreateAsync(session, AccessFixture.Client, TimeSpan.FromHours(12))))!;
        var keys = new SigningKeys(access.Sessions, access.Feed, access.Keys, access.Time);
        Assert.IsType<SigningKeyOutcome.UnknownAccessKey>(keys.Find(made.Key.Id, null));

        await access.Feed.RefreshAsync();
        var found = Assert.IsType<SigningKeyOutcome.Found>(keys.Find(made.Key.Id, null));
        Assert.Equal(made.Secret, found.Secret);
        Assert.Equal(
            (AccessFixture.Client, made.Key.Id, 1L, true, made.Key.ExpiresAt),
            (found.Caller.Principal, found.Caller.SessionId, found.Caller.PrincipalEpoch, found.Caller.HoldsAccessKey, found.Caller.ExpiresAt));
        Assert.Same(found, keys.Find(made.Key.Id, null));
        Assert.IsType<SigningKeyOutcome.TokenInvalid>(keys.Find(made.Key.Id, "a token"));
        Assert.IsType<SigningKeyOutcome.UnknownAccessKey>(keys.Find("AKIAAAAAAAAAAAAAAAAA", null));
        access.Time.Now += TimeSpan.FromHours(12);
        Assert.IsType<SigningKeyOutcome.Expired>(keys.Find(made.Key.Id, null));
    }

    [Fact]
    public async Task A_revoked_key_is_no_longer_found_and_who_came_by_it_is_denied_at_the_next_look()
    {
        await using var access = await AccessFixture.CreateAsync();
        var store = Store(access);
        var made = (await access.Metastore.WriteAsync(session => store.CreateAsync(session, AccessFixture.Client, TimeSpan.FromHours(1))))!;
        var keys = new SigningKeys(access.Sessions, access.Feed, access.Keys, access.Time);
        await access.Feed.RefreshAsync();
        var caller = Assert.IsType<SigningKeyOutcome.Found>(keys.Find(made.Key.Id, null)).Caller;
        Decision Decide() => new Authorizer(access.Feed, access.Time).Decide(caller, AccessAction.ListProducts, new Resource.Exchange());
        Assert.IsType<Decision.Allowed>(Decide());

        Assert.NotNull(await access.Metastore.WriteAsync(session => store.RevokeAsync(session, made.Key.Id)));
        Assert.Null(await access.Metastore.WriteAsync(session => store.RevokeAsync(session, made.Key.Id)));
        await access.Feed.RefreshAsync();
        Assert.IsType<SigningKeyOutcome.UnknownAccessKey>(keys.Find(made.Key.Id, null));
        Assert.Equal(DenyReason.SessionRevoked, Assert.IsType<Decision.Denied>(Decide()).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((12 * 3600) + 1)]
    public async Task A_lifetime_out_of_range_is_a_mistake(int seconds)
    {
        await using var access = await AccessFixture.CreateAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            access.Metastore.WriteAsync(session => Store(access).CreateAsync(session, AccessFixture.Client, TimeSpan.FromSeconds(seconds))));
    }

    private static AccessKeyStore Store(AccessFixture access) => new(access.Accounts, access.Keys, access.Time, access.Random);
}
