using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;

namespace Bourse.Access.Tests.Credentials;

public sealed class ActivationLinksTests
{
    private static readonly RequestContext Request = new("request-1", "activation");

    [Fact]
    public async Task A_link_gives_a_client_secret_once()
    {
        await using var access = await AccessFixture.CreateAsync();
        var link = await CreateAsync(access);
        Assert.Matches("\\A[A-Za-z0-9_-]{43}\\z", link.Token.Reveal());
        Assert.Equal(access.Time.Now.AddHours(24), link.ExpiresAt);
        var issued = Assert.IsType<ActivationOutcome.SecretIssued>(await access.Links.ConsumeAsync(link.Token.Reveal(), new ActivationChoice.ClientSecret(), Request));
        Assert.Equal(("222222222222.client", access.Time.Now.AddDays(90)), (issued.ClientId, issued.ExpiresAt));
        var recorded = await access.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT body FROM audit_pending"));
        Assert.Contains("\"activate-account\"", Assert.Single(recorded), StringComparison.Ordinal);
        Assert.IsType<TokenOutcome.Granted>(
            await access.PostAsync(("grant_type", "client_credentials"), ("client_id", issued.ClientId), ("client_secret", issued.Secret.Reveal())));
        Assert.IsType<ActivationOutcome.LinkNotValid>(await access.Links.ConsumeAsync(link.Token.Reveal(), new ActivationChoice.ClientSecret(), Request));
    }

    [Fact]
    public async Task A_new_link_ends_the_ones_before()
    {
        await using var access = await AccessFixture.CreateAsync();
        var (older, newer) = (await CreateAsync(access), await CreateAsync(access));
        Assert.Equal(new ActivationOutcome.LinkNotValid(), await access.Links.ConsumeAsync(older.Token.Reveal(), new ActivationChoice.ClientSecret(), Request));
        Assert.IsType<ActivationOutcome.SecretIssued>(await access.Links.ConsumeAsync(newer.Token.Reveal(), new ActivationChoice.ClientSecret(), Request));
    }

    [Fact]
    public async Task A_new_link_tells_whether_it_ends_another_and_whether_the_client_needs_it()
    {
        await using var access = await AccessFixture.CreateAsync();
        var first = await CreateAsync(access);
        var second = await CreateAsync(access);
        await access.Links.ConsumeAsync(second.Token.Reveal(), new ActivationChoice.ClientSecret(), Request);
        var third = await CreateAsync(access);
        access.Time.Now += TimeSpan.FromDays(91);
        var fourth = await CreateAsync(access);

        Assert.Equal(
            [(false, false), (true, false), (false, true), (false, false)],
            new[] { first, second, third, fourth }.Select(link => (link.Replaces, link.HasCredentials)));
    }

    [Fact]
    public async Task A_link_registers_a_public_key()
    {
        await using var access = await AccessFixture.CreateAsync();
        var link = await CreateAsync(access);
        using var client = new AssertionMaker();
        var registered =
            Assert.IsType<ActivationOutcome.KeyRegistered>(await access.Links.ConsumeAsync(link.Token.Reveal(), new ActivationChoice.PublicKey(client.Jwk), Request));
        Assert.Equal(("222222222222.client", "ES256", 43), (registered.ClientId, registered.Algorithm, registered.KeyId.Length));
    }

    [Fact]
    public async Task Many_uses_at_once_give_one_secret()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = (await CreateAsync(access)).Token.Reveal();
        var outcomes =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request))));
        Assert.Single(outcomes.OfType<ActivationOutcome.SecretIssued>());
        Assert.Equal(19, outcomes.OfType<ActivationOutcome.LinkNotValid>().Count());
        Assert.Equal(1, await access.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM client_secrets")));
    }

    [Fact]
    public async Task An_expired_an_unknown_and_a_garbled_link_get_one_answer()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = (await CreateAsync(access)).Token.Reveal();
        string[] wrong = ["", "x", new string('A', 43), token[..42], token + "A", "\0" + token[1..], new string('\uFFFD', 43)];
        foreach (var other in wrong) Assert.Equal(
            new ActivationOutcome.LinkNotValid(), await access.Links.ConsumeAsync(other, new ActivationChoice.ClientSecret(), Request));
        access.Time.Now += TimeSpan.FromHours(24);
        Assert.Equal(new ActivationOutcome.LinkNotValid(), await access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request));
    }

    [Fact]
    public async Task A_choice_that_cannot_be_carried_out_leaves_the_link_good()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = (await CreateAsync(access)).Token.Reveal();
        using var client = new AssertionMaker();
        Assert.Equal(
            new ActivationOutcome.ChoiceRefused("This is a private key. Register the public half only, and make a new key pair: this one has been sent."),
            await access.Links.ConsumeAsync(token, new ActivationChoice.PublicKey(client.PrivatePem), Request));
        await access.IssueSecretAsync();
        await access.IssueSecretAsync();
        Assert.IsType<ActivationOutcome.ChoiceRefused>(await access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request));
        Assert.IsType<ActivationOutcome.KeyRegistered>(await access.Links.ConsumeAsync(token, new ActivationChoice.PublicKey(client.Pem), Request));
    }

    [Fact]
    public async Task Only_the_hash_of_a_link_is_kept_and_it_never_prints()
    {
        await using var access = await AccessFixture.CreateAsync();
        var link = await CreateAsync(access);
        Assert.DoesNotContain(link.Token.Reveal(), link.ToString(), StringComparison.Ordinal);
        var kept = await access.Metastore.ReadAsync(session => session.QueryAsync<byte[]>("SELECT token_hash FROM activation_links"));
        Assert.Equal([System.Security.Cryptography.SHA256.HashData(link.Token.Utf8)], kept);
    }

    [Fact]
    public async Task A_link_that_is_long_over_is_forgotten_when_another_is_made()
    {
        await using var access = await AccessFixture.CreateAsync();
        Task<long> CountAsync() => access.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM activation_links"));
        await CreateAsync(access);
        access.Time.Now += Lifetimes.ActivationLink + Lifetimes.SpentActivationLink - TimeSpan.FromSeconds(1);
        await CreateAsync(access);
        Assert.Equal(2, await CountAsync());

        access.Time.Now += TimeSpan.FromSeconds(1);
        await CreateAsync(access);

        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_link_for_an_account_that_does_not_exist_is_not_made()
    {
        await using var access = await AccessFixture.CreateAsync();
        await Assert.ThrowsAsync<MetastoreException>(() => access.Metastore.WriteAsync(session => access.Links.CreateAsync(session, AccountId.Parse("999999999999"))));
    }

    [Fact]
    public async Task The_use_of_a_link_is_recorded_with_where_it_came_from()
    {
        await using var access = await AccessFixture.CreateAsync();
        var link = await CreateAsync(access);
        await access.Links.ConsumeAsync(link.Token.Reveal(), new ActivationChoice.ClientSecret(), Request with { RemoteAddress = AccessFixture.Address });
        var row = Assert.Single((await new AuditQuery(access.Metastore).ListAsync(new AuditFilter())).Rows);
        Assert.Equal(("activate-account", "192.0.2.7"), (row.Record.Entry.Action, row.Address));
    }

    [Fact]
    public async Task Uses_that_fail_are_counted_by_what_was_wrong_and_for_whom_and_a_guess_writes_nothing()
    {
        await using var access = await AccessFixture.CreateAsync();
        var used = (await CreateAsync(access)).Token.Reveal();
        foreach (var guess in new[] { "x", new string('A', 43), new string('B', 43) })
            await access.Links.ConsumeAsync(guess, new ActivationChoice.ClientSecret(), Request);
        await access.Links.ConsumeAsync(used, new ActivationChoice.PublicKey("no key"), Request);
        await access.Links.ConsumeAsync(used, new ActivationChoice.ClientSecret(), Request);
        await access.Links.ConsumeAsync(used, new ActivationChoice.ClientSecret(), Request);
        var late = (await CreateAsync(access)).Token.Reveal();
        access.Time.Now += TimeSpan.FromHours(24);
        await access.Links.ConsumeAsync(late, new ActivationChoice.ClientSecret(), Request);
        await access.Audit.FlushAsync(everything: true);

        var counted = (await new AuditQuery(access.Metastore).ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry)
            .Where(entry => entry.Kind == AuditKind.Refusals);
        Assert.Equal(
            [("authenticate", "unknown-link", null, 3L), ("activate-account", "refused-choice", AccessFixture.Hedge, 1L),
                ("activate-account", "used-link", AccessFixture.Hedge, 1L),
                ("activate-account", "expired-link", AccessFixture.Hedge, 1L)],
            counted.Select(entry => (entry.Action, entry.Reason!, entry.Account, entry.Count)));
        Assert.All(counted, entry => Assert.Equal("activation", entry.Protocol));
    }

    [Fact]
    public async Task A_link_that_is_used_again_raises_one_alert_a_minute()
    {
        await using var access = await AccessFixture.CreateAsync();
        var token = (await CreateAsync(access)).Token.Reveal();
        Task<IReadOnlyList<string>> TakeAsync() => access.Metastore.WriteAsync(async session =>
            (IReadOnlyList<string>)[.. (await Outbox.TakeAsync(session, "events", 100)).Select(message => message.Body)]);
        await access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request);
        await access.Links.ConsumeAsync(new string('A', 43), new ActivationChoice.ClientSecret(), Request);
        Assert.Empty(await TakeAsync());

        for (var time = 0; time < 3; time++)
            await access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request);

        var alert = Assert.Single(await TakeAsync());
        Assert.Contains("\"bourse.alert.activation-link-used-again\"", alert, StringComparison.Ordinal);
        Assert.Contains("222222222222", alert, StringComparison.Ordinal);
        Assert.DoesNotContain(token, alert, StringComparison.Ordinal);
        access.Time.Now += AccessAlerts.Period;
        await access.Links.ConsumeAsync(token, new ActivationChoice.ClientSecret(), Request);
        Assert.Single(await TakeAsync());
    }

    private static Task<ActivationLink> CreateAsync(AccessFixture access) =>
        access.Metastore.WriteAsync(session => access.Links.CreateAsync(session, AccessFixture.Hedge));
}
