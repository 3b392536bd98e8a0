using Bourse.Access.Auditing;
using Bourse.Access.Resources;
using Bourse.Access.Tests.Authorization;
using Bourse.Metastore;

namespace Bourse.Access.Tests.Auditing;

public sealed class AuditLogTests
{
    [Fact]
    public async Task The_record_holds_commitments_and_the_values_stand_apart()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Log.AppendAsync(LogFixture.Entry() with { Kind = AuditKind.Administration, Email = "jane@hedge.example" });
        var body = await log.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<string>("SELECT body FROM audit_pending"));
        Assert.DoesNotContain("192.0.2.7", body, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", body, StringComparison.Ordinal);

        var row = Assert.Single((await log.Query.ListAsync(new AuditFilter())).Rows);
        Assert.Equal(("192.0.2.7", "jane@hedge.example"), (row.Address, row.Email));
        var salts = await log.Metastore.ReadAsync(session => session.QueryAsync<byte[]>("SELECT salt FROM audit_personal ORDER BY field"));
        Assert.Equal(row.Record.AddressCommitment, Commitment.Of(salts[0], "address", "192.0.2.7"));
        Assert.Equal(row.Record.EmailCommitment, Commitment.Of(salts[1], "email", "jane@hedge.example"));
    }

    [Fact]
    public async Task One_address_in_two_records_is_not_seen_to_be_one()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Log.AppendAsync(LogFixture.Entry());
        await log.Log.AppendAsync(LogFixture.Entry());
        var rows = (await log.Query.ListAsync(new AuditFilter())).Rows;
        Assert.NotEqual(rows[0].Record.AddressCommitment, rows[1].Record.AddressCommitment);
    }

    [Fact]
    public async Task An_erased_person_leaves_the_log_verifiable()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Log.AppendAsync(LogFixture.Entry());
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DELETE FROM audit_personal"));
        Assert.IsType<Access.Auditing.Verifying.AuditVerdict.Verified>(await log.VerifyAsync(kept));
        var row = Assert.Single((await log.Query.ListAsync(new AuditFilter())).Rows);
        Assert.Null(row.Address);
        Assert.NotNull(row.Record.AddressCommitment);
    }

    [Fact]
    public async Task A_record_of_a_transaction_that_fails_is_not_there()
    {
        await using var log = await LogFixture.CreateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.Metastore.WriteAsync(async session =>
        {
            await log.Log.AppendAsync(session, LogFixture.Entry());
            throw new InvalidOperationException("undone");
        }));
        Assert.Empty((await log.Query.ListAsync(new AuditFilter())).Rows);
    }

    [Fact]
    public async Task Hostile_names_stay_data()
    {
        await using var log = await LogFixture.CreateAsync();
        var hostile = "a\"}\n{\"id\":\"forged\u202E\u0000'; DROP TABLE audit_log; --\uD800";
        await log.Log.AppendAsync(LogFixture.Entry(hostile));
        await log.Sequencer.IntegrateAsync();
        var body = await log.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<string>("SELECT body FROM audit_log"));
        Assert.All(body!, c => Assert.InRange(c, ' ', '~'));
        var row = Assert.Single((await log.Query.ListAsync(new AuditFilter())).Rows);
        Assert.Equal(hostile.Replace('\uD800', '\uFFFD'), row.Record.Entry.Resource);
    }

    [Fact]
    public async Task Usage_is_added_up_and_recorded_by_session_and_object()
    {
        await using var log = await LogFixture.CreateAsync();
        var one = Policies.Caller();
        var other = one with { SessionId = "BT2" };
        log.Log.Meter(new UsageRecord(one, Policies.NavObject("nav_history/a"), Policies.Contract, "s3", new ByteRange(0, 100), 100));
        log.Log.Meter(new UsageRecord(one, Policies.NavObject("nav_history/a"), Policies.Contract, "s3", new ByteRange(50, 200), 150));
        log.Log.Meter(new UsageRecord(one, Policies.NavObject("nav_history/b"), Policies.Contract, "s3", new ByteRange(0, 7), 7));
        log.Log.Meter(new UsageRecord(other, new Resource.Rows(Policies.Portfolio, Policies.Nav, 1, "FND001"), Policies.Contract, "rest", null, 30));
        await log.Log.FlushAsync(everything: false);
        await log.Log.FlushAsync(everything: false);
        var usage = (await log.Query.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry).ToList();
        Assert.All(usage, entry => Assert.Equal((AuditKind.Usage, AuditDecision.Allow, Policies.Now), (entry.Kind, entry.Decision, entry.Time)));
        Assert.Equal(
            [
                ("BT0123456789", "portfolio-analytics/nav_history/a", new AuditUsage(2, 250, [new ByteRange(0, 200)])),
                ("BT0123456789", "portfolio-analytics/nav_history/b", new AuditUsage(1, 7, [new ByteRange(0, 7)])),
                ("BT2", "portfolio-analytics/nav_history?1=FND001", new AuditUsage(1, 30, [])),
            ],
            usage.Select(entry => (entry.Session!, entry.Resource, entry.Usage!)));
    }

    [Fact]
    public async Task Usage_that_could_not_be_written_is_kept_and_goes_first_while_what_comes_meanwhile_stays_added_up()
    {
        await using var log = await LogFixture.CreateAsync();
        log.Log.Meter(new UsageRecord(Policies.Caller(), Policies.NavObject(), null, "s3", null, 5));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_pending RENAME TO gone"));
        for (var time = 0; time < 3; time++)
        {
            await Assert.ThrowsAsync<MetastoreException>(() => log.Log.FlushAsync(everything: false));
            log.Log.Meter(new UsageRecord(Policies.Caller(), Policies.NavObject(), null, "s3", null, 7));
        }
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE gone RENAME TO audit_pending"));
        await log.Log.FlushAsync(everything: false);
        Assert.Equal(
            [new AuditUsage(1, 5, []), new AuditUsage(3, 21, [])], (await log.Query.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry.Usage!));
    }

    [Fact]
    public async Task Stopping_records_what_is_left()
    {
        await using var log = await LogFixture.CreateAsync();
        using var stop = new CancellationTokenSource();
        var running = log.Log.RunAsync(stop.Token);
        log.Log.Meter(new UsageRecord(Policies.Caller(), Policies.NavObject(), null, "s3", null, 5));
        log.Log.TallyRefusal("invalid-token", "s3");
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, (await log.Query.ListAsync(new AuditFilter())).Rows.Count);
    }

    [Fact]
    public async Task A_flood_of_reasons_is_bounded()
    {
        await using var log = await LogFixture.CreateAsync();
        for (var number = 0; number < 1000; number++)
            log.Log.TallyRefusal($"reason-{number}", "s3");
        await log.Log.FlushAsync(everything: true);
        var rows = (await log.Query.ListAsync(new AuditFilter())).Rows;
        Assert.Equal(65, rows.Count);
        Assert.Equal(1000, rows.Sum(row => row.Record.Entry.Count));
    }

    [Fact]
    public async Task An_account_that_is_denied_in_every_way_crowds_out_nobody_elses_counts()
    {
        await using var log = await LogFixture.CreateAsync();
        for (var number = 0; number < 1000; number++)
            log.Log.TallyDenial(Policies.Hedge, $"action-{number % 40}", $"reason-{number % 25}", "s3");
        log.Log.TallyDenial(Policies.Pension, "load-table", "suspended", "iceberg");
        log.Log.TallyRefusal("invalid-token", "s3");
        await log.Log.FlushAsync(everything: true);

        var entries = (await log.Query.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry).ToList();
        var hedge = entries.Where(entry => entry.Account == Policies.Hedge).ToList();
        Assert.Equal((65, 1000L), (hedge.Count, hedge.Sum(entry => entry.Count)));
        Assert.Equal(("other", "other", 680L), hedge.Where(entry => entry.Reason == "other").Select(entry => (entry.Action, entry.Reason!, entry.Count)).Single());
        Assert.Equal(
            [(Policies.Pension, "load-table", "suspended", "iceberg"), (null, "authenticate", "invalid-token", "s3")],
            entries.Where(entry => entry.Account != Policies.Hedge).Select(entry => (entry.Account, entry.Action, entry.Reason!, entry.Protocol)));
    }

    [Fact]
    public void A_record_round_trips_through_its_line()
    {
        var record = new AuditRecord
        {
            Id = "0123456789abcdef0123456789abcdef",
            AddressCommitment = "aa",
            Entry = LogFixture.Entry() with
            {
                Address = null,
                Reason = "why",
                Count = 3,
                Usage = new AuditUsage(1, 2, [new ByteRange(0, 2)]),
            },
        };
        Assert.Equal(record, AuditRecordJson.Parse(AuditRecordJson.Write(record)));
    }
}
