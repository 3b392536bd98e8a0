using Bourse.Access.Credentials;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Credentials;

public sealed class RoleSessionsTests
{
    [Fact]
    public async Task A_bearer_token_is_exchanged_for_keys_of_the_same_principal_and_epoch()
    {
        await using var access = await AccessFixture.CreateAsync();
        var assumed = Assert.IsType<RoleSessionOutcome.Assumed>(Assume(access, Token(access, epoch: 5)));
        Assert.Equal(access.Time.Now.AddHours(1), assumed.Credentials.ExpiresAt);
        Assert.Equal(
            new CallerIdentity(AccessFixture.Hedge, "222222222222.client:notebook", "arn:aws:sts::222222222222:assumed-role/client/notebook"), assumed.Identity);
        var caller = Assert.IsType<SigningKeyOutcome.Found>(access.Sessions.Find(assumed.Credentials.AccessKeyId, assumed.Credentials.SessionToken)).Caller;
        Assert.Equal((AccessFixture.Client, 5L), (caller.Principal, caller.PrincipalEpoch));
        Assert.Equal($"arn:aws:sts::222222222222:assumed-role/client/{assumed.Credentials.AccessKeyId}", CallerIdentity.Of(caller).Arn);
    }

    [Theory]
    [InlineData("arn:aws:iam::333333333333:role/client")]
    [InlineData("arn:aws:iam::222222222222:role/admin")]
    public async Task Another_accounts_or_another_role_is_refused(string arn)
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.Equal(
            new RoleSessionOutcome.AccessDenied("The web identity token may assume arn:aws:iam::222222222222:role/client only."), Assume(access, Token(access), arn));
    }

    [Theory]
    [InlineData("", "notebook", null, "RoleArn is written arn:aws:iam::<account>:role/<name>.")]
    [InlineData("arn:aws:iam::22:role/client", "notebook", null, "RoleArn is written arn:aws:iam::<account>:role/<name>.")]
    [InlineData("arn:aws:iam::222222222222:role/client", "a b", null, "RoleSessionName is 2 to 64 letters, digits and the characters _+=,.@-")]
    [InlineData("arn:aws:iam::222222222222:role/client", "x", null, "RoleSessionName is 2 to 64 letters, digits and the characters _+=,.@-")]
    [InlineData("arn:aws:iam::222222222222:role/client", "notebook", 899, "DurationSeconds is 900 to 3600.")]
    [InlineData("arn:aws:iam::222222222222:role/client", "notebook", 3601, "DurationSeconds is 900 to 3600.")]
    public async Task A_malformed_parameter_is_named(string arn, string name, int? duration, string message)
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.Equal(new RoleSessionOutcome.ValidationError(message), Assume(access, Token(access), arn, name, duration));
    }

    [Fact]
    public async Task Keys_end_with_the_token_they_were_exchanged_for()
    {
        await using var access = await AccessFixture.CreateAsync();
        var (authenticated, token) = (access.Time.Now, Token(access));
        access.Time.Now += TimeSpan.FromMinutes(59);
        var keys = Assert.IsType<RoleSessionOutcome.Assumed>(Assume(access, token, duration: 3600)).Credentials;
        Assert.Equal(authenticated.AddHours(1), keys.ExpiresAt);
        access.Time.Now = authenticated.AddHours(1);
        Assert.IsType<SigningKeyOutcome.Expired>(access.Sessions.Find(keys.AccessKeyId, keys.SessionToken));
    }

    [Fact]
    public async Task Expired_and_foreign_tokens_are_told_apart()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = Token(access);
        access.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(
            new RoleSessionOutcome.ExpiredToken("The web identity token has expired; fetch a new one from the token endpoint."), Assume(access, token));
        Assert.Equal(
            new RoleSessionOutcome.InvalidIdentityToken("The web identity token is not one of this exchange; fetch one from the token endpoint."), Assume(access, "x"));
    }

    private static string Token(AccessFixture access, long epoch = 1) => access.Tokens.Issue(AccessFixture.Client, epoch, TimeSpan.FromHours(1)).Token.Reveal();

    private static RoleSessionOutcome Assume(
        AccessFixture access, string token, string arn = "arn:aws:iam::222222222222:role/client", string name = "notebook", int? duration = null) =>
        new RoleSessions(access.Tokens, access.Sessions).AssumeRoleWithWebIdentity(
            new RoleSessionRequest { RoleArn = arn, RoleSessionName = name, WebIdentityToken = token, DurationSeconds = duration });
}
