using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Credentials;

public sealed class SessionIssuerTests
{
    private static readonly SessionScope OneTable = new SessionScope.OneTable(ProductName.Parse("portfolio-analytics"), TableName.Parse("nav_history"));

    [Fact]
    public async Task Keys_are_found_again_with_everything_the_session_holds()
    {
        await using var access = await AccessFixture.CreateAsync();
        var keys = access.Sessions.Issue(AccessFixture.Client, 7, OneTable, TimeSpan.FromMinutes(20));
        Assert.Matches("\\AASIA[A-Z2-7]{16}\\z", keys.AccessKeyId);
        Assert.Equal(40, keys.SecretAccessKey.Reveal().Length);
        Assert.Equal(access.Time.Now.AddMinutes(20), keys.ExpiresAt);
        var found = Assert.IsType<SigningKeyOutcome.Found>(access.Sessions.Find(keys.AccessKeyId, keys.SessionToken));
        Assert.Equal(keys.SecretAccessKey, found.Secret);
        Assert.Equal(
            new Caller { Principal = AccessFixture.Client, SessionId = keys.AccessKeyId, PrincipalEpoch = 7, Scope = OneTable, ExpiresAt = keys.ExpiresAt },
            found.Caller);
    }

    [Fact]
    public async Task A_signed_request_is_authenticated_end_to_end_and_refused_when_the_session_ends_presigned_too()
    {
        await using var access = await AccessFixture.CreateAsync();
        var keys = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1));
        var signer = new SigV4Signer(new SigningCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), "us-east-1", "s3", access.Time);
        var request = new SigV4Request { Method = "GET", RawPath = "/portfolio-analytics/x", RawQuery = "", Headers = [new("Host", "localhost:9000")], Body = default };
        var authenticator = new SigV4Authenticator(access.Sessions, new SigV4Options { Region = "us-east-1" }, access.Time);
        Assert.IsType<SigV4Outcome.Valid>(authenticator.Authenticate(request with { Headers = [.. request.Headers, .. signer.Sign(request)] }));
        var presigned = request with { RawQuery = signer.Presign(request, TimeSpan.FromDays(7)) };
        Assert.IsType<SigV4Outcome.Valid>(authenticator.Authenticate(presigned));
        access.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(new SigV4Outcome.Failed(SigV4FailureCode.ExpiredToken, "The provided token has expired; fetch new keys."), authenticator.Authenticate(presigned));
    }

    [Fact]
    public async Task A_session_never_outlives_what_it_rests_on()
    {
        await using var access = await AccessFixture.CreateAsync();
        var end = access.Time.Now.AddMinutes(5).AddMilliseconds(700);
        var keys = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1), end);
        Assert.Equal(access.Time.Now.AddMinutes(5), keys.ExpiresAt);
        Assert.Throws<ArgumentException>(() => access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1), access.Time.Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task A_lifetime_out_of_range_is_a_mistake(int seconds)
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task Foreign_missing_changed_and_exchanged_tokens_are_told_apart_from_expired_ones()
    {
        await using var access = await AccessFixture.CreateAsync();
        var one = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1));
        var two = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1));
        Assert.IsType<SigningKeyOutcome.UnknownAccessKey>(access.Sessions.Find("AKIAIOSFODNN7EXAMPLE", one.SessionToken));
        Assert.IsType<SigningKeyOutcome.TokenMissing>(access.Sessions.Find(one.AccessKeyId, null));
        Assert.IsType<SigningKeyOutcome.TokenInvalid>(access.Sessions.Find(one.AccessKeyId, two.SessionToken));
        Assert.IsType<SigningKeyOutcome.TokenInvalid>(access.Sessions.Find(one.AccessKeyId, new string('A', 5000)));
        for (var index = 0; index < one.SessionToken.Length; index++)
        {
            var changed = one.SessionToken[..index] + (one.SessionToken[index] == 'A' ? 'B' : 'A') + one.SessionToken[(index + 1)..];
            Assert.IsType<SigningKeyOutcome.TokenInvalid>(access.Sessions.Find(one.AccessKeyId, changed));
        }
        access.Time.Now += TimeSpan.FromHours(1);
        Assert.IsType<SigningKeyOutcome.Expired>(access.Sessions.Find(one.AccessKeyId, one.SessionToken));
    }

    [Fact]
    public async Task A_bearer_token_is_no_session_token_and_the_other_way_round()
    {
        await using var access = await AccessFixture.CreateAsync();
        var keys = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1));
        var token = access.Tokens.Issue(AccessFixture.Client, 1, TimeSpan.FromHours(1)).Token.Reveal();
        Assert.IsType<SigningKeyOutcome.TokenInvalid>(access.Sessions.Find(keys.AccessKeyId, token[BearerTokens.Prefix.Length..]));
        Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(BearerTokens.Prefix + keys.SessionToken));
    }

    [Fact]
    public async Task Nothing_secret_is_printed()
    {
        await using var access = await AccessFixture.CreateAsync();
        var keys = access.Sessions.Issue(AccessFixture.Client, 1, OneTable, TimeSpan.FromHours(1));
        var printed =
            $"{keys} {access.Sessions.Find(keys.AccessKeyId, keys.SessionToken)} {new SigningCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken)}";
        Assert.DoesNotContain(keys.SecretAccessKey.Reveal(), printed, StringComparison.Ordinal);
        Assert.DoesNotContain(keys.SessionToken, printed, StringComparison.Ordinal);
    }
}
