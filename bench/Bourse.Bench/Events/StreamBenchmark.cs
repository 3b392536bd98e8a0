using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.Bench.Measuring;
using Bourse.Events;
using Bourse.Events.Deliveries;
using Bourse.Events.Streams;
using Bourse.Events.Webhooks;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Metastore.Sqlite;

namespace Bourse.Bench.Events;

/// <summary>From the commit of a revision, with one event a client, to the event at a thousand open streams of a thousand accounts; in one process, on SQLite.</summary>
internal static class StreamBenchmark
{
    private const int Subscribers = 1000;
    private const int Rounds = 10;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-").FullName;
        using var random = RandomNumberGenerator.Create();
        using var stop = new CancellationTokenSource();
        var time = TimeProvider.System;
        await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(folder, "metastore.db") });
        using var keys = FileKeyRing.OpenOrCreate(Path.Combine(folder, "keys.json"), time, random);
        await metastore.MigrateAsync([EventsTables.Migrations]);
        var bus = new EventBus(new Outbox(time), time, random, new EventBusIdentity("111111111111", "eu-central-1"));
        using var dispatcher = new EventDispatcher(metastore, bus, new Everybody(), keys, new WebhookAddressPolicy([]), time, random);
        var feed = new EventFeed(metastore, new Everybody(), dispatcher, time);
        Task[] loops = [dispatcher.RunAsync(stop.Token), feed.RunAsync(stop.Token)];
        var milliseconds = await MeasureAsync(metastore, bus, feed);
        await stop.CancelAsync();
        await Task.WhenAll(loops.Select(loop => loop.ContinueWith(_ => { }, TaskScheduler.Default)));
        Directory.Delete(folder, recursive: true);
        milliseconds.Sort();
        var note = string.Create(CultureInfo.InvariantCulture, $"{Subscribers} accounts, one event and one stream each, {Rounds} revisions");
        return
        [
            new("From commit to the event at 1,000 streams, median", milliseconds[milliseconds.Count / 2], "ms", note),
            new("From commit to the event at 1,000 streams, 99th percentile", milliseconds[milliseconds.Count * 99 / 100], "ms", note),
        ];
    }

    private static async Task<List<double>> MeasureAsync(SqliteMetastore metastore, EventBus bus, EventFeed feed)
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, Subscribers).Select(number => feed.OpenAsync(Account(number), after: null, default)));
        var milliseconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = new Stopwatch();
            var reading = streams.Select(async stream =>
            {
                if ((await stream!.NextAsync(TimeSpan.FromMinutes(1), TimeProvider.System, default)).Count != 1)
                    throw new InvalidOperationException("A stream got no event.");
                return clock.Elapsed.TotalMilliseconds;
            }).ToArray();
            await metastore.WriteAsync(async session =>
            {
                for (var number = 0; number < Subscribers; number++)
                    await bus.PublishAsync(session, Event(number, round));
                session.OnCommitted(clock.Start);
            });
            milliseconds.AddRange(await Task.WhenAll(reading));
        }
        return milliseconds;
    }

    private static BourseEvent Event(int number, int round) => new()
    {
        Type = "revision.published", Subject = "portfolio-analytics", Audience = Account(number), Data = JsonSerializer.SerializeToElement(new { revision = round }),
    };

    private static string Account(int number) => (200_000_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private sealed class Everybody : IEventAccess
    {
        public Task<bool> MayHearAsync(IMetastoreSession session, string account, string subject) => Task.FromResult(true);
    }
}
