using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Access.Tests.Authorization;

namespace Bourse.Access.Tests.Credentials;

public sealed class SharingTokensTests : IAsyncLifetime
{
    private AccessFixture _access = null!;
    private SharingTokenStore _store = null!;
    private SharingTokens _tokens = null!;

    public async Task InitializeAsync()
    {
        _access = await AccessFixture.CreateAsync();
        _store = new SharingTokenStore(_access.Accounts, _access.Time, _access.Random);
        _tokens = new SharingTokens(_access.Feed, _access.Time);
    }

    public async Task DisposeAsync() => await _access.DisposeAsync();

    [Fact]
    public async Task A_token_authenticates_its_client_for_ninety_days_and_nothing_kept_can_be_presented()
    {
        var made = await MakeAsync();
        Assert.Equal((_access.Time.Now.AddDays(90), 47), (made.Token.ExpiresAt, made.Secret.Reveal().Length));
        var kept = await _access.Metastore.ReadAsync(session => session.QueryAsync<byte[]>("SELECT token_hash FROM sharing_tokens"));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(made.Secret.Utf8), Assert.Single(kept));
        Assert.DoesNotContain(made.Secret.Reveal(), $"{made}", StringComparison.Ordinal);

        Assert.Equal(
            new Caller
            {
                Principal = AccessFixture.Client, SessionId = made.Token.Id, PrincipalEpoch = 1, Scope = new SessionScope.WholeAccount(),
                ExpiresAt = made.Token.ExpiresAt, HoldsSharingToken = true,
            },
            Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(made.Secret.Reveal())).Caller);
        foreach (var forged in new[] { made.Secret.Reveal() + "A", "brd_", Convert.ToHexString(kept[0]), "brd_" + Convert.ToHexString(kept[0]), new string('x', 5000) })
            Assert.IsType<BearerOutcome.Invalid>(_tokens.Authenticate(forged));
        _access.Time.Now = made.Token.ExpiresAt;
        Assert.IsType<BearerOutcome.Expired>(_tokens.Authenticate(made.Secret.Reveal()));
    }

    [Fact]
    public async Task Two_stand_at_most_and_one_that_takes_their_place_ends_them_a_day_later()
    {
        var first = await MakeAsync();
        _access.Time.Now = _access.Time.Now.AddDays(10);
        var second = await MakeAsync(replaces: true);
        Assert.Null(await _access.Metastore.WriteAsync(session => _store.CreateAsync(session, AccessFixture.Client, replaces: false)));

        Assert.Equal([_access.Time.Now.AddDays(1), _access.Time.Now.AddDays(90)], (await ListAsync()).Select(token => token.ExpiresAt));
        Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(first.Secret.Reveal()));
        _access.Time.Now = _access.Time.Now.AddDays(1);
        await _access.Feed.RefreshAsync();
        Assert.IsType<BearerOutcome.Expired>(_tokens.Authenticate(first.Secret.Reveal()));
        Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(second.Secret.Reveal()));
    }

    [Fact]
    public async Task A_token_reads_by_its_own_protocol_alone_and_ends_with_its_revocation()
    {
        var made = await MakeAsync();
        var caller = Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(made.Secret.Reveal())).Caller;
        var authorizer = new Authorizer(_access.Feed, _access.Time);
        (AccessAction, Resource)[] allowed =
        [
            (AccessAction.ListProducts, new Resource.Exchange()), (AccessAction.DescribeProduct, new Resource.Product(Policies.Portfolio)),
            (AccessAction.QueryTable, Policies.NavTable), (AccessAction.ReadObject, new Resource.StoredObject(Policies.Portfolio, Policies.Nav, "nav/x/data/y.parquet")),
        ];
        (AccessAction, Resource)[] refused =
        [
            (AccessAction.IssueToken, new Resource.Exchange()), (AccessAction.AssumeRole, new Resource.Exchange()),
            (AccessAction.ManageWebhooks, new Resource.Exchange()), (AccessAction.ManageEvents, new Resource.Exchange()),
            (AccessAction.ReceiveEvents, new Resource.Exchange()),
            (AccessAction.LoadTable, Policies.NavTable), (AccessAction.ListObjects, new Resource.Product(Policies.Portfolio)),
            (AccessAction.LookUpRows, Policies.NavTable), (AccessAction.ReadSource, new Resource.SourceObject("gold/x")),
            (AccessAction.WriteSource, new Resource.SourceObject("gold/x")), (AccessAction.DeleteSource, new Resource.SourceObject("gold/x")),
            (AccessAction.ListSource, new Resource.SourcePrefix("gold/")),
        ];
        Assert.Equal(Enum.GetValues<AccessAction>().Order(), allowed.Concat(refused).Select(one => one.Item1).Order());
        Assert.All(allowed, one => Assert.IsType<Decision.Allowed>(authorizer.Decide(caller, one.Item1, one.Item2)));
        Assert.All(refused, one => Assert.Equal(DenyReason.OutsideSessionScope, Assert.IsType<Decision.Denied>(authorizer.Decide(caller, one.Item1, one.Item2)).Reason));

        var ended = await _access.Metastore.WriteAsync(session => _store.RevokeAsync(session, AccessFixture.Hedge, made.Token.Id));
        await _access.Feed.RefreshAsync();
        Assert.Equal(made.Token.Id, Assert.Single(ended).Id);
        Assert.IsType<BearerOutcome.Invalid>(_tokens.Authenticate(made.Secret.Reveal()));
        Assert.All(allowed, one => Assert.Equal(DenyReason.SessionRevoked, Assert.IsType<Decision.Denied>(authorizer.Decide(caller, one.Item1, one.Item2)).Reason));
    }

    [Fact]
    public async Task A_link_opens_one_object_for_a_quarter_of_an_hour_and_no_longer_than_its_token()
    {
        var made = await MakeAsync();
        var caller = Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(made.Secret.Reveal())).Caller;
        var links = new ObjectLinks(_access.Keys, _access.Time);
        var target = new Resource.StoredObject(Policies.Portfolio, Policies.Nav, "nav/x/data/y.parquet");
        var link = links.Issue(caller, target, links.NextEnd());
        Assert.Throws<ArgumentOutOfRangeException>(() => links.Issue(caller, target, _access.Time.Now.AddMinutes(15).AddSeconds(1)));

        Assert.True(links.TryOpen(link, out var linked));
        Assert.Equal(
            new LinkedObject(
                caller with { Scope = new SessionScope.OneObject(Policies.Portfolio, Policies.Nav, target.Key), ExpiresAt = _access.Time.Now.AddMinutes(15) }, target),
            linked);
        foreach (var forged in new[] { link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), link + "A", link[1..], "", new string('A', 5000), made.Secret.Reveal() })
            Assert.False(links.TryOpen(forged, out _));

        var authorizer = new Authorizer(_access.Feed, _access.Time);
        Assert.IsType<Decision.Allowed>(authorizer.Decide(linked.Caller, AccessAction.ReadObject, target));
        Assert.Equal(DenyReason.OutsideSessionScope, Denied(AccessAction.ReadObject, target with { Key = "nav/x/data/z.parquet" }));
        Assert.Equal(DenyReason.OutsideSessionScope, Denied(AccessAction.QueryTable, Policies.NavTable));
        Assert.Equal(DenyReason.OutsideSessionScope, Denied(AccessAction.ListProducts, new Resource.Exchange()));
        _access.Time.Now = _access.Time.Now.AddMinutes(15);
        await _access.Feed.RefreshAsync();
        Assert.Equal(DenyReason.SessionExpired, Denied(AccessAction.ReadObject, target));
        _access.Time.Now = _access.Time.Now.AddMinutes(-1);
        await _access.Metastore.WriteAsync(session => _store.RevokeAsync(session, AccessFixture.Hedge, null));
        await _access.Feed.RefreshAsync();
        Assert.Equal(DenyReason.SessionRevoked, Denied(AccessAction.ReadObject, target));

        DenyReason Denied(AccessAction action, Resource resource) => Assert.IsType<Decision.Denied>(authorizer.Decide(linked!.Caller, action, resource)).Reason;
    }

    [Fact]
    public async Task A_link_for_a_profile_gives_no_credentials_and_one_for_credentials_no_profile()
    {
        var context = new RequestContext("r1", "delta-sharing");
        foreach (var purpose in Enum.GetValues<ActivationPurpose>())
        {
            var link = await _access.Metastore.WriteAsync(session => _access.Links.CreateAsync(session, AccessFixture.Hedge, purpose));
            ActivationChoice[] wrong = purpose == ActivationPurpose.Credentials
                ? [new ActivationChoice.SharingProfile()]
                : [new ActivationChoice.ClientSecret(), new ActivationChoice.PublicKey("{}")];
            foreach (var choice in wrong)
                Assert.IsType<ActivationOutcome.LinkNotValid>(await _access.Links.ConsumeAsync(link.Token.Reveal(), choice, context));
        }
        // The link for credentials stands beside those for profiles, of which the second ended the first.
        Assert.Equal(2, await _access.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM activation_links")));

        var profile = await _access.Metastore.WriteAsync(session => _access.Links.CreateAsync(session, AccessFixture.Hedge, ActivationPurpose.SharingProfile));
        Assert.True(profile.Replaces);
        var issued = Assert.IsType<ActivationOutcome.SharingTokenIssued>(
            await _access.Links.ConsumeAsync(profile.Token.Reveal(), new ActivationChoice.SharingProfile(), context));
        await _access.Feed.RefreshAsync();
        Assert.IsType<BearerOutcome.Valid>(_tokens.Authenticate(issued.Issued.Secret.Reveal()));
        Assert.IsType<ActivationOutcome.LinkNotValid>(await _access.Links.ConsumeAsync(profile.Token.Reveal(), new ActivationChoice.SharingProfile(), context));
        var records = await _access.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT CAST(body AS TEXT) FROM audit_pending"));
        var record = Assert.Single(records, r => r.Contains(AuditAction.ActivateAccount, StringComparison.Ordinal));
        Assert.Contains("sharing token issued: a standing credential that reads by Delta Sharing alone", record, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Issued.Secret.Reveal(), string.Concat(records), StringComparison.Ordinal);
    }

    private async Task<NewSharingToken> MakeAsync(bool replaces = false)
    {
        var made = await _access.Metastore.WriteAsync(session => _store.CreateAsync(session, AccessFixture.Client, replaces));
        await _access.Feed.RefreshAsync();
        return made!;
    }

    private Task<IReadOnlyList<SharingToken>> ListAsync() => _access.Metastore.ReadAsync(session => _store.ListAsync(session, AccessFixture.Hedge));
}
