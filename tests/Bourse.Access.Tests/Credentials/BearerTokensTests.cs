using Bourse.Access.Credentials;
using Bourse.Access.Identity;

namespace Bourse.Access.Tests.Credentials;

public sealed class BearerTokensTests
{
    [Fact]
    public async Task A_token_says_whose_it_is_until_it_expires()
    {
        await using var access = await AccessFixture.CreateAsync();
        var issued = access.Tokens.Issue(AccessFixture.Client, 4, TimeSpan.FromHours(1));
        var caller = Assert.IsType<BearerOutcome.Valid>(access.Tokens.Authenticate(issued.Token.Reveal())).Caller;
        Assert.Equal(
            (AccessFixture.Client, 4L, (SessionScope)new SessionScope.WholeAccount(), access.Time.Now.AddHours(1)),
            (caller.Principal, caller.PrincipalEpoch, caller.Scope, caller.ExpiresAt));
        Assert.Matches("\\ABT[0-9A-F]{24}\\z", caller.SessionId);
        access.Time.Now += TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1);
        Assert.IsType<BearerOutcome.Valid>(access.Tokens.Authenticate(issued.Token.Reveal()));
        access.Time.Now += TimeSpan.FromSeconds(1);
        Assert.IsType<BearerOutcome.Expired>(access.Tokens.Authenticate(issued.Token.Reveal()));
    }

    [Fact]
    public async Task Any_changed_character_makes_it_invalid_expired_or_not()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = access.Tokens.Issue(AccessFixture.Client, 1, TimeSpan.FromHours(1)).Token.Reveal();
        access.Time.Now += TimeSpan.FromHours(2);
        for (var index = 0; index < token.Length; index++)
        {
            Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(token[..index] + (token[index] == 'A' ? 'B' : 'A') + token[(index + 1)..]));
            Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(token[..index]));
        }
        Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(token + "A"));
        Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(token + "="));
    }

    [Theory]
    [InlineData("")]
    [InlineData("brs_")]
    [InlineData("brs_AAAA")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("brs_\0\uFFFD")]
    public async Task What_is_no_token_is_invalid(string token)
    {
        await using var access = await AccessFixture.CreateAsync();
        Assert.IsType<BearerOutcome.Invalid>(access.Tokens.Authenticate(token));
    }
}
