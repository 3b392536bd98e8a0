using System.Globalization;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Postgres;

namespace Bourse.Metastore.Tests.Postgres;

public sealed class PostgresMetastoreTests
{
    private static readonly (string State, MetastoreErrorKind Kind)[] s_kinds =
    [
        ("53100", MetastoreErrorKind.DiskFull), ("40001", MetastoreErrorKind.Busy), ("40P01", MetastoreErrorKind.Busy), ("55P03", MetastoreErrorKind.Busy),
        ("57P01", MetastoreErrorKind.Unreachable), ("53300", MetastoreErrorKind.Unreachable), ("58030", MetastoreErrorKind.Unavailable),
        ("XX001", MetastoreErrorKind.Corrupt), ("42501", MetastoreErrorKind.NotAccessible), ("25006", MetastoreErrorKind.NotAccessible),
        ("23514", MetastoreErrorKind.ConstraintViolation), ("42601", MetastoreErrorKind.InvalidStatement),
    ];

    [PostgresFact]
    public async Task A_number_is_never_visible_before_a_lower_one_that_commits_later()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        await using var other = temporary.OpenAnother();
        var outbox = new Outbox(TimeProvider.System);
        using var stopping = new CancellationTokenSource();
        // Writers on both nodes, some of which fail after they got a number, against a reader that keeps the highest number it saw.
        var writers = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var metastore = number % 2 == 0 ? temporary.Metastore : other;
            for (var count = 0; count < 60; count++)
            {
                try
                {
                    await metastore.WriteAsync(async session =>
                    {
                        await outbox.EnqueueAsync(session, new OutboxMessage("a", $"{number}"));
                        await Task.Yield();
                        if (count % 7 == 3)
                            throw new TimeZoneNotFoundException();
                    });
                }
                catch (TimeZoneNotFoundException)
                {
                    // Its number is a gap.
                }
            }
        })).ToList();
        var reader = Task.Run(async () =>
        {
            var (seen, last) = (new List<long>(), 0L);
            while (true)
            {
                var isLast = stopping.IsCancellationRequested;
                var news = await temporary.Metastore.ReadAsync(session =>
                    session.QueryAsync<long>("SELECT sequence FROM outbox WHERE sequence > @last ORDER BY sequence", new { last }));
                seen.AddRange(news);
                last = seen.LastOrDefault();
                if (isLast)
                    return seen;
            }
        });

        await Task.WhenAll(writers);
        await stopping.CancelAsync();

        var all = await temporary.Metastore.ReadAsync(session => session.QueryAsync<long>("SELECT sequence FROM outbox ORDER BY sequence"));
        Assert.Equal(8 * (60 - 9), all.Count);
        Assert.Equal(all, await reader);
    }

    [PostgresFact]
    public async Task Of_concurrent_changes_over_two_nodes_none_is_lost_and_none_runs_twice()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        await using var other = temporary.OpenAnother();
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1, "0"));
        var runs = 0;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? temporary.Metastore : other).WriteAsync(async session =>
        {
            Interlocked.Increment(ref runs);
            var value = await session.QuerySingleOrDefaultAsync<string>("SELECT text FROM items WHERE id = 1");
            await session.ExecuteAsync("UPDATE items SET text = @Next WHERE id = 1", new { Next = $"{int.Parse(value!, CultureInfo.InvariantCulture) + 1}" });
        })));

        Assert.Equal("200", await other.ReadAsync(session => session.QuerySingleOrDefaultAsync<string>("SELECT text FROM items WHERE id = 1")));
        Assert.Equal(200, runs);
    }

    [PostgresFact]
    public async Task A_work_that_goes_on_after_a_failed_statement_fails_alone()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Metastore.WriteAsync(async session =>
        {
            await Items.AddAsync(session, 2);
            await Assert.ThrowsAsync<MetastoreException>(() => Items.AddAsync(session, 1));
        }));

        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 3));
        Assert.Equal([1, 3], await Items.IdsAsync(temporary.Metastore));
    }

    [PostgresFact]
    public async Task A_connection_that_the_server_ends_fails_what_ran_and_nothing_after()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        Task EndAsync(string kind) => temporary.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bourse {kind}' AND datname = current_database()");

        var lost = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(async session =>
        {
            await Items.AddAsync(session, 1);
            await EndAsync("writer");
            await Items.AddAsync(session, 2);
        }));
        var lostRead = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.ReadAsync(async session =>
        {
            await Items.IdsAsync(session);
            await EndAsync("reader");
            return await Items.IdsAsync(session);
        }));

        Assert.Equal((MetastoreErrorKind.Unreachable, true), (lost.Kind, lost.IsTransient));
        Assert.Equal(MetastoreErrorKind.Unreachable, lostRead.Kind);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 3));
        Assert.Equal([3], await Items.IdsAsync(temporary.Metastore));
    }

    [PostgresFact]
    public async Task What_the_server_reports_is_something_a_caller_can_act_on()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        foreach (var (state, kind) in s_kinds)
        {
            var failed = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(async session =>
            {
                await Items.AddAsync(session, 1);
                await session.ExecuteAsync($"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{state}'; END $$");
            }));

            Assert.Equal((state, kind), (state, failed.Kind));
            Assert.EndsWith($" ({state}: on purpose)", failed.Message, StringComparison.Ordinal);
        }
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new PostgresMetastoreOptions { Host = "", Database = "d", User = " ", Port = 0, CertificatePath = "c", ReadersMax = 0 };

        var refused = Assert.Throws<ArgumentException>(() => PostgresMetastore.Open(options));

        Assert.Equal(
            "The metastore's options are wrong. Host is empty. User is empty. Port is 0: give 1 to 65535. CertificatePath and CertificateKeyPath belong together. "
            + "ReadersMax is 0: give 1 to 256.",
            refused.Message);
    }
}
