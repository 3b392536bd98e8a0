using System.Text.Json;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Resources;
using Bourse.Access.Tests.Authorization;
using Bourse.Metastore.Outboxes;

namespace Bourse.Access.Tests.Credentials;

/// <summary>A proven client gets a token only while some agreement serves it.</summary>
public sealed class TokenAgreementTests
{
    [Fact]
    public async Task A_token_is_recorded_with_the_session_it_opens()
    {
        await using var access = await AccessFixture.CreateAsync();
        var granted = Assert.IsType<TokenOutcome.Granted>(await AskAsync(access));
        var caller = Assert.IsType<BearerOutcome.Valid>(access.Tokens.Authenticate(granted.AccessToken.Reveal())).Caller;
        var row = Assert.Single(await RecordsAsync(access));
        Assert.Equal(
            ("issue-token", AuditDecision.Allow, caller.SessionId, "oauth", "req-1"),
            (row.Record.Entry.Action, row.Record.Entry.Decision, row.Record.Entry.Session, row.Record.Entry.Protocol, row.Record.Entry.RequestId));
    }

    [Fact]
    public async Task A_client_whose_every_agreement_is_suspended_is_answered_like_an_unknown_one_and_the_attempt_raises_the_alert()
    {
        await using var access = await AccessFixture.CreateAsync();
        await SetStateAsync(access, AgreementState.Suspended);

        var refused = await AskAsync(access);

        Assert.Equal(await access.PostAsync(("grant_type", "client_credentials"), ("client_id", "999999999999.client"), ("client_secret", "brc_x")), refused);
        var row = Assert.Single(await RecordsAsync(access));
        Assert.Equal(
            ("issue-token", AuditDecision.Deny, "suspended", Policies.Contract),
            (row.Record.Entry.Action, row.Record.Entry.Decision, row.Record.Entry.Reason, row.Record.Entry.Agreement!.Value));
        Assert.Equal([AccessAlerts.AccessWhileSuspended], await TakeEventTypesAsync(access));
    }

    [Fact]
    public async Task An_account_that_another_agreement_serves_keeps_getting_tokens()
    {
        await using var access = await AccessFixture.CreateAsync();
        await access.Metastore.WriteAsync(session => access.Grants.PutAsync(session, Policies.Grant() with
        {
            Agreement = AgreementId.Parse("CTR-2024-009"), Product = ProductName.Parse("macro"), EndsAt = access.Time.Now.AddDays(1),
        }));
        await SetStateAsync(access, AgreementState.Suspended);
        Assert.IsType<TokenOutcome.Granted>(await AskAsync(access));
        Assert.Empty(await TakeEventTypesAsync(access));
    }

    [Fact]
    public async Task Tokens_are_to_be_had_again_after_the_agreement_was_resumed()
    {
        await using var access = await AccessFixture.CreateAsync();
        await SetStateAsync(access, AgreementState.Suspended);
        Assert.IsType<TokenOutcome.Refused>(await AskAsync(access));
        await SetStateAsync(access, AgreementState.Active);
        Assert.IsType<TokenOutcome.Granted>(await AskAsync(access));
    }

    [Fact]
    public async Task A_node_that_cannot_know_the_policy_says_so_and_counts_no_failure()
    {
        await using var access = await AccessFixture.CreateAsync();
        var request = new TokenRequest
        {
            Form = [new("grant_type", "client_credentials"), new("client_id", "222222222222.client"),
                new("client_secret", (await access.IssueSecretAsync()).Secret.Reveal())],
            RemoteAddress = AccessFixture.Address,
            Context = new RequestContext("req-1", "oauth"),
        };
        for (var attempt = 0; attempt < 21; attempt++)
            Assert.Equal(new TokenOutcome.Unavailable(), await access.Endpoint.GrantAsync(request));
        await access.Feed.RefreshAsync();
        Assert.IsType<TokenOutcome.Granted>(await access.Endpoint.GrantAsync(request));

        // The epoch is raised, and this node's policy is still the one before.
        await access.Metastore.WriteAsync(session => access.Accounts.BumpEpochAsync(session, AccessFixture.Client));
        Assert.Equal(new TokenOutcome.Unavailable(), await access.Endpoint.GrantAsync(request));
    }

    private static async Task<TokenOutcome> AskAsync(AccessFixture access)
    {
        await access.Metastore.WriteAsync(session => access.Clients.RevokeSecretsAsync(session, AccessFixture.Client));
        var issued = await access.IssueSecretAsync();
        return await access.PostAsync(("grant_type", "client_credentials"), ("client_id", issued.ClientId), ("client_secret", issued.Secret.Reveal()));
    }

    private static Task<StateOutcome> SetStateAsync(AccessFixture access, AgreementState state) =>
        access.Metastore.WriteAsync(session => access.Grants.SetStateAsync(session, Policies.Contract, state));

    private static async Task<IReadOnlyList<AuditRow>> RecordsAsync(AccessFixture access) => (await new AuditQuery(access.Metastore).ListAsync(new AuditFilter())).Rows;

    private static Task<IReadOnlyList<string>> TakeEventTypesAsync(AccessFixture access) => access.Metastore.WriteAsync(async session =>
        (IReadOnlyList<string>)[.. (await Outbox.TakeAsync(session, "events", 100)).Select(message => JsonDocument.Parse(
            JsonDocument.Parse(message.Body).RootElement.GetProperty("Body").GetString()!).RootElement.GetProperty("type").GetString()!)]);
}
