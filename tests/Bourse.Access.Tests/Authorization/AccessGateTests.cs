using System.Text.Json;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Metastore;
using static Bourse.Access.Tests.Authorization.Policies;

namespace Bourse.Access.Tests.Authorization;

public sealed class AccessGateTests
{
    [Fact]
    public async Task An_allowed_decision_is_recorded_with_everything_before_it_is_known()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var decision = await fixture.DecideAsync();
        Assert.IsType<Decision.Allowed>(decision);
        var row = Assert.Single(await fixture.RecordsAsync());
        Assert.Equal(
            new AuditEntry
            {
                Time = Now,
                Kind = AuditKind.Decision,
                Action = "load-table",
                Resource = "portfolio-analytics/nav_history",
                Decision = AuditDecision.Allow,
                Account = Hedge,
                Principal = "client",
                Session = "BT0123456789",
                PolicyVersion = decision.PolicyVersion,
                Agreement = Contract,
                Protocol = "s3",
                RequestId = "req-1",
            },
            row.Record.Entry);
        Assert.Equal("192.0.2.7", row.Address);
    }

    [Fact]
    public async Task An_allowed_decision_is_recorded_once_per_session_action_object_and_policy_version()
    {
        await using var fixture = await GateFixture.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.DecideAsync(action: AccessAction.ReadObject, resource: NavObject("nav_history/u/data/a"))));
        Assert.Single(await fixture.RecordsAsync());
        await fixture.DecideAsync(action: AccessAction.ReadObject, resource: NavObject("nav_history/u/data/b"));
        await fixture.DecideAsync(action: AccessAction.ListObjects, resource: NavTable);
        await fixture.DecideAsync(Caller() with { SessionId = "BT9" }, AccessAction.ReadObject, NavObject("nav_history/u/data/a"));
        Assert.Equal(4, (await fixture.RecordsAsync()).Count);
        await fixture.SetStateAsync(AgreementState.Paused);
        await fixture.SetStateAsync(AgreementState.Active);
        await fixture.Feed.RefreshAsync();
        await fixture.DecideAsync(action: AccessAction.ReadObject, resource: NavObject("nav_history/u/data/a"));
        Assert.Equal(5, (await fixture.RecordsAsync()).Count);
    }

    [Fact]
    public async Task Every_denial_is_recorded_with_its_reason()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var unknown = new Resource.Product(ProductName.Parse("no-such-product"));
        for (var time = 0; time < 3; time++)
            Assert.IsType<Decision.Denied>(await fixture.DecideAsync(action: AccessAction.DescribeProduct, resource: unknown));
        var rows = await fixture.RecordsAsync();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            (AuditDecision.Deny, "not-granted", "no-such-product"),
            (row.Record.Entry.Decision, row.Record.Entry.Reason, row.Record.Entry.Resource)));
    }

    [Fact]
    public async Task An_attempt_while_suspended_raises_one_alert_a_minute_with_the_record()
    {
        await using var fixture = await GateFixture.CreateAsync();
        await fixture.SetStateAsync(AgreementState.Suspended);
        await fixture.Feed.RefreshAsync();
        await fixture.DecideAsync();
        await fixture.DecideAsync(action: AccessAction.ReadObject, resource: NavObject());
        var sent = JsonDocument.Parse(JsonDocument.Parse(Assert.Single(await fixture.TakeEventsAsync())).RootElement.GetProperty("Body").GetString()!).RootElement;
        Assert.Equal("bourse.alert.access-while-suspended", sent.GetProperty("type").GetString());
        Assert.Equal("CTR-2024-001", sent.GetProperty("subject").GetString());
        Assert.Equal(
            """{"agreementId":"CTR-2024-001","accountId":"222222222222","productId":"portfolio-analytics"}""", sent.GetProperty("data").GetRawText());
        var rows = await fixture.RecordsAsync();
        Assert.Equal(["suspended", "suspended"], rows.Select(row => row.Record.Entry.Reason));

        fixture.Time.Now += AccessAlerts.Period - TimeSpan.FromMicroseconds(1);
        await fixture.Feed.RefreshAsync();
        await fixture.DecideAsync();
        Assert.Empty(await fixture.TakeEventsAsync());
        fixture.Time.Now += TimeSpan.FromMicroseconds(1);
        await fixture.Feed.RefreshAsync();
        await fixture.DecideAsync();
        Assert.Single(await fixture.TakeEventsAsync());
    }

    [Fact]
    public async Task Without_a_current_policy_nothing_is_decided_and_nothing_recorded()
    {
        await using var fixture = await GateFixture.CreateAsync();
        fixture.Time.Now += PolicyFeed.Lease * 2;
        Assert.IsType<Decision.Unavailable>(await fixture.DecideAsync());
        Assert.Empty(await fixture.RecordsAsync());
    }

    [Fact]
    public async Task A_record_that_cannot_be_made_durable_allows_nothing_and_is_tried_again()
    {
        await using var fixture = await GateFixture.CreateAsync();
        await fixture.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_pending RENAME TO gone"));
        await Assert.ThrowsAsync<MetastoreException>(() => fixture.DecideAsync());
        await Assert.ThrowsAsync<MetastoreException>(() => fixture.DecideAsync());
        await fixture.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE gone RENAME TO audit_pending"));
        Assert.IsType<Decision.Allowed>(await fixture.DecideAsync());
        Assert.Single(await fixture.RecordsAsync());
    }

    [Fact]
    public async Task A_revocation_while_the_record_is_written_wins()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var audit = new AuditLogThatActsFirst(fixture.Audit, async () =>
        {
            await fixture.SetStateAsync(AgreementState.Suspended);
            await fixture.Feed.RefreshAsync();
        });
        var gate = new AccessGate(fixture.Authorizer, audit, fixture.Metastore, fixture.Alerts, fixture.Time);
        var decision = await gate.DecideAsync(Caller(), AccessAction.LoadTable, NavTable, GateFixture.Request);
        Assert.Equal(DenyReason.Suspended, Assert.IsType<Decision.Denied>(decision).Reason);
        Assert.Equal([null, "suspended"], (await fixture.RecordsAsync()).Select(row => row.Record.Entry.Reason));
    }

    [Fact]
    public async Task A_lease_that_ends_while_the_record_is_written_allows_nothing()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var audit = new AuditLogThatActsFirst(fixture.Audit, () =>
        {
            fixture.Time.Now += PolicyFeed.Lease * 2;
            return Task.CompletedTask;
        });
        var gate = new AccessGate(fixture.Authorizer, audit, fixture.Metastore, fixture.Alerts, fixture.Time);
        Assert.IsType<Decision.Unavailable>(await gate.DecideAsync(Caller(), AccessAction.LoadTable, NavTable, GateFixture.Request));
    }

    [Fact]
    public async Task A_look_up_that_found_nothing_is_recorded_as_a_denial()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var rows = new Resource.Rows(Portfolio, Nav, 1, "FND001\r\n\u202E");
        await fixture.Gate.RefuseAsync(Caller(), AccessAction.LookUpRows, rows, DenyReason.NotGranted, GateFixture.Request);
        var entry = Assert.Single(await fixture.RecordsAsync()).Record.Entry;
        Assert.Equal((AuditDecision.Deny, "not-granted", "look-up-rows", "portfolio-analytics/nav_history?1=FND001\r\n\u202E"),
            (entry.Decision, entry.Reason, entry.Action, entry.Resource));
    }

    [Fact]
    public async Task Refusals_before_authentication_are_one_record_a_minute_and_reason()
    {
        await using var fixture = await GateFixture.CreateAsync();
        for (var time = 0; time < 1000; time++)
            fixture.Audit.TallyRefusal("invalid-token", GateFixture.Request.Protocol);
        fixture.Audit.TallyRefusal("expired-token", GateFixture.Request.Protocol);
        await fixture.Audit.FlushAsync(everything: false);
        Assert.Empty(await fixture.RecordsAsync());
        fixture.Time.Now += TimeSpan.FromMinutes(1);
        await fixture.Audit.FlushAsync(everything: false);
        Assert.Equal(
            [("invalid-token", 1000), ("expired-token", 1L)],
            (await fixture.RecordsAsync()).Select(row => (row.Record.Entry.Reason, row.Record.Entry.Count)));
    }

    [Fact]
    public async Task A_flood_of_denials_is_recorded_one_by_one_at_first_and_then_by_number_and_leaves_other_accounts_their_records()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var unknown = new Resource.Product(ProductName.Parse("no-such-product"));
        for (var time = 0; time < 250; time++)
            Assert.IsType<Decision.Denied>(await fixture.DecideAsync(action: AccessAction.DescribeProduct, resource: unknown));
        Assert.Equal(100, (await fixture.RecordsAsync()).Count);
        await fixture.DecideAsync(Caller(Pension), AccessAction.DescribeProduct, unknown);
        Assert.Equal(Pension, (await fixture.RecordsAsync())[^1].Record.Entry.Account);

        fixture.Time.Now += TimeSpan.FromMinutes(1);
        await fixture.Audit.FlushAsync(everything: false);

        var counted = (await fixture.RecordsAsync())[^1].Record.Entry;
        Assert.Equal(
            (AuditKind.Refusals, "describe-product", AuditDecision.Deny, "not-granted", Hedge, 150L, Now),
            (counted.Kind, counted.Action, counted.Decision, counted.Reason, counted.Account, counted.Count, counted.Time));
        await fixture.Feed.RefreshAsync();
        await fixture.DecideAsync(action: AccessAction.DescribeProduct, resource: unknown);
        Assert.Equal(103, (await fixture.RecordsAsync()).Count);
    }

    [Fact]
    public async Task A_flood_under_one_suspended_agreement_silences_no_alert_about_another()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var (other, macro) = (AgreementId.Parse("CTR-2024-002"), ProductName.Parse("macro"));
        await fixture.Metastore.WriteAsync(async session =>
        {
            await fixture.Grants.PutAsync(session, Policies.Grant() with { Agreement = other, Product = macro });
            await fixture.Grants.SetStateAsync(session, Contract, AgreementState.Suspended);
            await fixture.Grants.SetStateAsync(session, other, AgreementState.Suspended);
        });
        await fixture.Feed.RefreshAsync();
        for (var time = 0; time < 150; time++)
            await fixture.DecideAsync();
        Assert.Contains("CTR-2024-001", Assert.Single(await fixture.TakeEventsAsync()), StringComparison.Ordinal);

        await fixture.DecideAsync(action: AccessAction.DescribeProduct, resource: new Resource.Product(macro));

        Assert.Contains("CTR-2024-002", Assert.Single(await fixture.TakeEventsAsync()), StringComparison.Ordinal);
        Assert.Equal(101, (await fixture.RecordsAsync()).Count);
    }

    private sealed class AuditLogThatActsFirst(IAuditLog inner, Func<Task> act) : IAuditLog
    {
        private Func<Task>? _act = act;

        public async ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _act, null) is { } first)
                await first();
            await inner.AppendAsync(entry, cancellationToken);
        }

        public Task AppendAsync(IMetastoreWriteSession session, AuditEntry entry) => inner.AppendAsync(session, entry);

        public void Meter(UsageRecord usage) => inner.Meter(usage);

        public void TallyRefusal(string reason, string protocol) => inner.TallyRefusal(reason, protocol);

        public void TallyDenial(AccountId account, string action, string reason, string protocol) => inner.TallyDenial(account, action, reason, protocol);
    }
}
