using System.Buffers.Text;
using System.Net;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;

namespace Bourse.Access.Tests.Credentials;

public sealed class TokenEndpointTests
{
    private const string NotProven = "The client is unknown, or its secret or assertion is wrong, expired or used before.";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    [Fact]
    public async Task A_client_secret_in_the_form_gets_a_token_as_Iceberg_clients_ask()
    {
        await using var access = await AccessFixture.CreateAsync();
        var issued = await access.IssueSecretAsync();
        var outcome = await access.PostAsync(
            ("grant_type", "client_credentials"), ("client_id", issued.ClientId), ("client_secret", issued.Secret.Reveal()), ("scope", "catalog"));
        var granted = Assert.IsType<TokenOutcome.Granted>(outcome);
        Assert.Equal((3600, "catalog", AccessFixture.Client), (granted.ExpiresInSeconds, granted.Scope, granted.Principal));
        var caller = Assert.IsType<BearerOutcome.Valid>(access.Tokens.Authenticate(granted.AccessToken.Reveal())).Caller;
        Assert.Equal((AccessFixture.Client, 1L), (caller.Principal, caller.PrincipalEpoch));
    }

    [Fact]
    public async Task A_client_secret_in_the_header_gets_a_token()
    {
        await using var access = await AccessFixture.CreateAsync();
        var issued = await access.IssueSecretAsync();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(issued.ClientId)}:{Uri.EscapeDataString(issued.Secret.Reveal())}"));
        Assert.IsType<TokenOutcome.Granted>(await access.PostAsync($"Basic {basic}", ("grant_type", "client_credentials")));
        Assert.IsType<TokenOutcome.Granted>(await access.PostAsync($"basic {basic}", ("grant_type", "client_credentials"), ("client_id", issued.ClientId)));
        AssertRefused(TokenError.InvalidClient, NotProven, await access.PostAsync($"Basic {basic}", ("grant_type", "client_credentials"), ("client_id", "other")));
    }

    [Fact]
    public async Task The_token_carries_the_epoch_so_raising_it_outdates_the_token()
    {
        await using var access = await AccessFixture.CreateAsync();
        var issued = await access.IssueSecretAsync();
        await access.Metastore.WriteAsync(session => access.Accounts.BumpEpochAsync(session, AccessFixture.Client));
        var granted = Assert.IsType<TokenOutcome.Granted>(await WithSecret(access, issued.Secret.Reveal()));
        Assert.Equal(2, Assert.IsType<BearerOutcome.Valid>(access.Tokens.Authenticate(granted.AccessToken.Reveal())).Caller.PrincipalEpoch);
    }

    [Fact]
    public async Task Unknown_clients_wrong_secrets_and_disabled_principals_get_one_answer()
    {
        await using var access = await AccessFixture.CreateAsync();
        var secret = (await access.IssueSecretAsync()).Secret.Reveal();
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, secret + "x"));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, secret, "333333333333.client"));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, secret, "' OR 1=1 --"));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, ""));
        await access.Metastore.WriteAsync(async session =>
        {
            await access.Accounts.SetEnabledAsync(session, AccessFixture.Client, false);
            return true;
        });
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, secret));
    }

    [Fact]
    public async Task At_most_two_secrets_overlap_and_each_ends_in_time()
    {
        await using var access = await AccessFixture.CreateAsync();
        var first = await access.IssueSecretAsync(TimeSpan.FromDays(10));
        var second = await access.IssueSecretAsync();
        Assert.Equal(access.Time.Now.AddDays(90), second.ExpiresAt);
        Assert.Equal(
            new IssueSecretOutcome.TooMany(
                "The client 222222222222.client has 2 secrets in force; let one expire, or have its credentials revoked, before a new one is issued."),
            await access.Metastore.WriteAsync(session => access.Clients.IssueSecretAsync(session, AccessFixture.Client)));
        Assert.IsType<TokenOutcome.Granted>(await WithSecret(access, first.Secret.Reveal()));
        Assert.IsType<TokenOutcome.Granted>(await WithSecret(access, second.Secret.Reveal()));
        access.Time.Now += TimeSpan.FromDays(10);
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, first.Secret.Reveal()));
        await access.IssueSecretAsync();
        Assert.Equal(2, await access.Metastore.WriteAsync(session => access.Clients.RevokeSecretsAsync(session, AccessFixture.Client)));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, second.Secret.Reveal()));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => access.Metastore.WriteAsync(session => access.Clients.IssueSecretAsync(session, AccessFixture.Client, TimeSpan.FromDays(91))));
    }

    [Fact]
    public async Task No_secret_is_kept_in_the_database()
    {
        await using var access = await AccessFixture.CreateAsync();
        var issued = await access.IssueSecretAsync();
        Assert.Matches("\\Abrc_[A-Za-z0-9_-]{43}\\z", issued.Secret.Reveal());
        Assert.DoesNotContain(issued.Secret.Reveal(), issued.ToString(), StringComparison.Ordinal);
        var hashes = await access.Metastore.ReadAsync(session => session.QueryAsync<byte[]>("SELECT secret_hash FROM client_secrets"));
        Assert.Equal([System.Security.Cryptography.SHA256.HashData(issued.Secret.Utf8)], hashes);
    }

    [Theory]
    [InlineData("", TokenError.InvalidRequest, "The form field grant_type is missing; send client_credentials.")]
    [InlineData("grant_type=password", TokenError.UnsupportedGrantType, "The only grant_type offered is client_credentials.")]
    [InlineData("grant_type=client_credentials", TokenError.InvalidClient, "Client authentication is missing; send client_id and client_secret, or a client_assertion.")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", TokenError.InvalidRequest, "A form field is repeated; send each once.")]
    [InlineData("grant_type=client_credentials&scope=a\"b&client_id=x&client_secret=y", TokenError.InvalidScope, "The scope is malformed; send catalog, or none.")]
    [InlineData("grant_type=client_credentials&scope=a  b&client_id=x&client_secret=y", TokenError.InvalidScope, "The scope is malformed; send catalog, or none.")]
    [InlineData("grant_type=client_credentials&client_secret=a&client_assertion=b", TokenError.InvalidRequest,
        "Authenticate in one way only: Authorization header, client_secret or client_assertion.")]
    [InlineData("grant_type=client_credentials&client_secret=a", TokenError.InvalidClient, NotProven)]
    public async Task A_request_that_cannot_be_read_says_why(string form, TokenError error, string description)
    {
        await using var access = await AccessFixture.CreateAsync();
        (string, string)[] fields = [.. form.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => (field.Split('=')[0], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..]))];
        AssertRefused(error, description, await access.PostAsync(fields));
    }

    [Theory]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"\ud800"}""")]
    [InlineData("""{"alg":"\ud800"}""", """{"sub":"x"}""")]
    [InlineData("""{"alg":"ES256","kid":"\udc00"}""", """{"sub":"x"}""")]
    [InlineData("""{"alg":"ES256","\ud800":1}""", """{"sub":"x"}""")]
    public async Task An_assertion_whose_text_is_no_Unicode_is_refused_like_any_other(string header, string claims)
    {
        await using var access = await AccessFixture.CreateAsync();
        var assertion = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.AAAA";
        AssertRefused(TokenError.InvalidClient, NotProven, await access.PostAsync(
            ("grant_type", "client_credentials"), ("client_assertion_type", AssertionType), ("client_assertion", assertion)));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YQ==")]
    [InlineData("Basic Og==")]
    [InlineData("Bearer abc")]
    public async Task A_garbled_header_is_refused(string authorization)
    {
        await using var access = await AccessFixture.CreateAsync();
        AssertRefused(TokenError.InvalidClient, NotProven, await access.PostAsync(authorization, ("grant_type", "client_credentials")));
    }

    [Fact]
    public async Task Twenty_failures_from_an_address_make_it_wait_and_no_other()
    {
        await using var access = await AccessFixture.CreateAsync();
        var secret = (await access.IssueSecretAsync()).Secret.Reveal();
        for (var attempt = 0; attempt < 20; attempt++) AssertRefused(TokenError.InvalidClient, NotProven, await WithSecret(access, "wrong"));
        Assert.Equal(new TokenOutcome.Throttled(3), await WithSecret(access, secret));
        var elsewhere = new TokenRequest
        {
            Form = [new("grant_type", "client_credentials"), new("client_id", "222222222222.client"), new("client_secret", secret)],
            RemoteAddress = IPAddress.Parse("192.0.2.8"),
            Context = new RequestContext("req-2", "oauth"),
        };
        Assert.IsType<TokenOutcome.Granted>(await access.Endpoint.GrantAsync(elsewhere));
        access.Time.Now += TimeSpan.FromSeconds(3);
        Assert.IsType<TokenOutcome.Granted>(await WithSecret(access, secret));
    }

    [Fact]
    public async Task A_signed_assertion_gets_a_token_once()
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = await RegisterAsync(access);
        var assertion = client.Sign(AssertionMaker.Claims(access.Time.Now));
        Assert.IsType<TokenOutcome.Granted>(await WithAssertion(access, assertion));
        AssertRefused(TokenError.InvalidClient, "The assertion is refused: its \"jti\" was used before.", await WithAssertion(access, assertion));
        var claims = AssertionMaker.Claims(access.Time.Now);
        claims["jti"] = "two";
        claims["aud"] = new[] { AccessFixture.Audience };
        Assert.IsType<TokenOutcome.Granted>(await WithAssertion(access, client.Sign(claims)));
    }

    [Fact]
    public async Task One_assertion_used_many_times_at_once_gets_one_token()
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = await RegisterAsync(access);
        var assertion = client.Sign(AssertionMaker.Claims(access.Time.Now));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => WithAssertion(access, assertion))));
        Assert.Equal((1, 9), (outcomes.Count(outcome => outcome is TokenOutcome.Granted), outcomes.Count(outcome => outcome is TokenOutcome.Refused)));
    }

    public static TheoryData<string, string?, string> BrokenClaims => new()
    {
        { "iss", "333333333333.client", "\"iss\" and \"sub\" must both be the client id" },
        { "iss", null, "\"iss\" and \"sub\" must both be the client id" },
        { "aud", "https://other.example", "\"aud\" must be exactly one of: https://exchange.example/oauth/tokens" },
        { "aud", null, "\"aud\" must be exactly one of: https://exchange.example/oauth/tokens" },
        { "exp", null, "\"exp\" is missing or not a time in seconds" },
        { "exp", "-1", "it has expired; check the clock" },
        { "exp", "601", "\"exp\" is more than 10 minutes ahead" },
        { "nbf", "61", "\"nbf\" lies ahead; check the clock" },
        { "iat", "61", "\"iat\" lies ahead; check the clock" },
        { "jti", null, "\"jti\" must be 1 to 256 characters" },
        { "jti", "", "\"jti\" must be 1 to 256 characters" },
    };

    [Theory]
    [MemberData(nameof(BrokenClaims))]
    public async Task A_signed_assertion_with_a_broken_claim_says_which(string claim, string? value, string rule)
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = await RegisterAsync(access);
        var claims = AssertionMaker.Claims(access.Time.Now);
        claims[claim] = claim is "exp" or "nbf" or "iat" && value is not null
            ? access.Time.Now.ToUnixTimeSeconds() + long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
            : value;
        AssertRefused(TokenError.InvalidClient, $"The assertion is refused: {rule}.", await WithAssertion(access, client.Sign(claims)));
    }

    [Fact]
    public async Task An_audience_shared_with_others_is_refused()
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = await RegisterAsync(access);
        var claims = AssertionMaker.Claims(access.Time.Now);
        claims["aud"] = new[] { AccessFixture.Audience, "https://other.example" };
        Assert.IsType<TokenOutcome.Refused>(await WithAssertion(access, client.Sign(claims)));
    }

    [Fact]
    public async Task Keys_that_a_token_brings_along_and_other_algorithms_are_not_used()
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = await RegisterAsync(access);
        using var forger = new AssertionMaker();
        var claims = AssertionMaker.Claims(access.Time.Now);
        string[] forgeries =
        [
            forger.Sign(claims),
            forger.Sign(claims, $$"""{"alg":"ES256","jwk":{{forger.Jwk}}}"""),
            client.Sign(claims, $$"""{"alg":"ES256","jwk":{{client.Jwk}}}"""),
            client.Sign(claims, """{"alg":"ES256","jku":"https://evil.example/keys"}"""),
            client.Sign(claims, """{"alg":"none"}"""),
            client.Sign(claims, """{"alg":"HS256"}"""),
            client.Sign(claims, """{"alg":"RS256"}"""),
            client.Sign(claims, """{"alg":"ES256","crit":["b64"],"b64":false}"""),
            client.Sign(claims, """{"alg":"ES256","alg":"ES256"}"""),
            client.Sign(claims) + ".",
            client.Sign(claims)[..^1],
            "..",
            "",
        ];
        foreach (var forgery in forgeries) AssertRefused(TokenError.InvalidClient, NotProven, await WithAssertion(access, forgery));
        Assert.IsType<TokenOutcome.Granted>(await WithAssertion(access, client.Sign(claims)));
    }

    [Fact]
    public async Task A_removed_key_signs_no_more()
    {
        await using var access = await AccessFixture.CreateAsync();
        using var client = new AssertionMaker();
        Assert.IsType<RegisterKeyOutcome.Registered>(
            await access.Metastore.WriteAsync(session => access.Clients.RegisterPublicKeyAsync(session, AccessFixture.Client, client.Pem)));
        Assert.Equal(1, await access.Metastore.WriteAsync(session => access.Clients.RemovePublicKeysAsync(session, AccessFixture.Client)));
        Assert.Equal(0, await access.Metastore.WriteAsync(session => access.Clients.RemovePublicKeysAsync(session, AccessFixture.Client)));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithAssertion(access, client.Sign(AssertionMaker.Claims(access.Time.Now))));
    }

    [Fact]
    public async Task Another_accounts_key_does_not_sign_for_this_one()
    {
        await using var access = await AccessFixture.CreateAsync();
        var pension = AccountId.Parse("333333333333");
        await access.Metastore.WriteAsync(session => access.Accounts.CreateAsync(session, pension, "Northgate Pension", "ops@northgate.example"));
        using var client = new AssertionMaker();
        await access.Metastore.WriteAsync(session => access.Clients.RegisterPublicKeyAsync(session, new Principal(pension, "client"), client.Pem));
        AssertRefused(TokenError.InvalidClient, NotProven, await WithAssertion(access, client.Sign(AssertionMaker.Claims(access.Time.Now))));
    }

    private static async Task<AssertionMaker> RegisterAsync(AccessFixture access)
    {
        var client = new AssertionMaker();
        Assert.IsType<RegisterKeyOutcome.Registered>(
            await access.Metastore.WriteAsync(session => access.Clients.RegisterPublicKeyAsync(session, AccessFixture.Client, client.Jwk)));
        return client;
    }

    private static Task<TokenOutcome> WithSecret(AccessFixture access, string secret, string clientId = "222222222222.client") =>
        access.PostAsync(("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret));

    private static Task<TokenOutcome> WithAssertion(AccessFixture access, string assertion) =>
        access.PostAsync(("grant_type", "client_credentials"), ("client_assertion_type", AssertionType), ("client_assertion", assertion));

    private static void AssertRefused(TokenError error, string description, TokenOutcome outcome) =>
        Assert.Equal(new TokenOutcome.Refused(error, description), outcome);
}
