using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Credentials;

public sealed class RoleSessionsTests
{
    private const string OwnRole = "arn:aws:iam::222222222222:role/client";

    private const string OneTablePolicy = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
          "Resource": ["arn:aws:s3:::portfolio-analytics", "arn:aws:s3:::portfolio-analytics/nav_history/*"]}]}
        """;

    private static readonly SessionScope OneTable = new SessionScope.OneTable(ProductName.Parse("portfolio-analytics"), TableName.Parse("nav_history"));

    private static readonly SessionScope.Confined Confined = new([SessionPolicyReader.Read(OneTablePolicy)!]);

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
    public async Task A_session_makes_sessions_that_end_with_it_and_may_do_no_more()
    {
        await using var access = await AccessFixture.CreateAsync();
        var roles = new RoleSessions(access.Tokens, access.Sessions);
        var caller = Assert.IsType<RoleSessionOutcome.Assumed>(Assume(access, Token(access, epoch: 5))) is var first
            ? Assert.IsType<SigningKeyOutcome.Found>(access.Sessions.Find(first.Credentials.AccessKeyId, first.Credentials.SessionToken)).Caller : null!;
        access.Time.Now += TimeSpan.FromMinutes(40);
        var narrow = new OwnRoleRequest { RoleArn = OwnRole, RoleSessionName = "notebook", Policy = OneTablePolicy };
        foreach (var (outcome, scope) in new (RoleSessionOutcome, SessionScope)[]
        {
            (roles.AssumeRole(caller, narrow with { Policy = null }), new SessionScope.WholeAccount()), (roles.AssumeRole(caller, narrow), Confined),
            (roles.GetSessionToken(caller, null), new SessionScope.WholeAccount()),
        })
        {
            var keys = Assert.IsType<RoleSessionOutcome.Assumed>(outcome).Credentials;
            var made = Assert.IsType<SigningKeyOutcome.Found>(access.Sessions.Find(keys.AccessKeyId, keys.SessionToken)).Caller;
            Assert.Equal((AccessFixture.Client, 5L, scope, caller.ExpiresAt), (made.Principal, made.PrincipalEpoch, made.Scope, made.ExpiresAt));
        }
        // A session of a session is within both policies; what loadTable vends takes none, and policies do not pile up without end.
        var twice = Assert.IsType<RoleSessionOutcome.Assumed>(roles.AssumeRole(caller with { Scope = Confined }, narrow)).Credentials;
        Assert.Equal(
            new SessionScope.Confined([.. Confined.Policies, .. Confined.Policies]),
            Assert.IsType<SigningKeyOutcome.Found>(access.Sessions.Find(twice.AccessKeyId, twice.SessionToken)).Caller.Scope);
        Assert.IsType<RoleSessionOutcome.AccessDenied>(roles.AssumeRole(caller with { Scope = OneTable }, narrow));
        Assert.IsType<RoleSessionOutcome.AccessDenied>(
            roles.AssumeRole(caller with { Scope = new SessionScope.Confined([.. Enumerable.Repeat(Confined.Policies[0], 3)]) }, narrow));
        foreach (
            var outcome in new[] { roles.AssumeRole(caller with { HoldsAccessKey = true }, narrow), roles.GetSessionToken(caller with { HoldsAccessKey = true }, null) })
            Assert.Equal(new RoleSessionOutcome.AccessDenied("An access key opens S3 alone; it gets no session keys."), outcome);
        Assert.Equal(
            new RoleSessionOutcome.AccessDenied($"These keys may assume {OwnRole} only."),
            roles.AssumeRole(caller, narrow with { RoleArn = "arn:aws:iam::333333333333:role/client" }));
        access.Time.Now = caller.ExpiresAt.AddMilliseconds(-1);
        Assert.IsType<RoleSessionOutcome.Assumed>(roles.GetSessionToken(caller, null));
        Assert.IsType<RoleSessionOutcome.ExpiredToken>(roles.GetSessionToken(caller with { ExpiresAt = caller.ExpiresAt.AddMilliseconds(-1) }, null));
    }

    [Theory]
    [InlineData("\"s3:GetObject\"", "\"sts:AssumeRole\"")]
    [InlineData("\"s3:GetObject\"", "7")]
    [InlineData("\"Allow\"", "\"Maybe\"")]
    [InlineData("\"Action\"", "\"NotAction\"")]
    [InlineData("\"Resource\"", "\"NotResource\"")]
    [InlineData("\"Effect\"", "\"Principal\": \"*\", \"Effect\"")]
    [InlineData("\"Effect\"", "\"Effect\": \"Allow\", \"Effect\"")]
    [InlineData("nav_history/*", "${aws:username}/*")]
    [InlineData("arn:aws:s3:::portfolio-analytics\"", "arn:aws:iam:::*\"")]
    [InlineData("arn:aws:s3:::portfolio-analytics\"", "ARN:aws:s3:::portfolio-analytics\"")]
    [InlineData("\"Statement\": [", "\"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"s3:PutObjectTagging\", \"Resource\": \"*\"}, ")]
    [InlineData("2012-10-17", "2008-10-17")]
    [InlineData("Statement", "Statements")]
    [InlineData("{\"Version", "[{\"Version")]
    public async Task A_policy_with_anything_that_is_not_known_is_refused(string part, string other)
    {
        await using var access = await AccessFixture.CreateAsync();
        var policy = OneTablePolicy.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(OneTablePolicy, policy);
        var caller = new Caller
        {
            Principal = AccessFixture.Client, SessionId = "s", PrincipalEpoch = 1, Scope = new SessionScope.WholeAccount(), ExpiresAt = access.Time.Now.AddHours(1),
        };
        Assert.IsType<RoleSessionOutcome.MalformedPolicy>(new RoleSessions(access.Tokens, access.Sessions)
            .AssumeRole(caller, new OwnRoleRequest { RoleArn = OwnRole, RoleSessionName = "notebook", Policy = policy }));
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
