using Bourse.Metastore.Outboxes;

namespace Bourse.Metastore.Tests.Outboxes;

public sealed class OutboxTests
{
    [Theory, EachDatabase]
    public async Task Messages_are_taken_once_in_order_by_topic(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var clock = new ManualClock();
        var outbox = new Outbox(clock);
        foreach (var (topic, body) in ((string, string)[])[("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")])
            await temporary.Metastore.WriteAsync(session => outbox.EnqueueAsync(session, new OutboxMessage(topic, body)));

        Assert.True(await temporary.Metastore.ReadAsync(session => Outbox.HasMessagesAsync(session, "a")));
        var first = await temporary.Metastore.WriteAsync(session => Outbox.TakeAsync(session, "a", 2));
        var second = await temporary.Metastore.WriteAsync(session => Outbox.TakeAsync(session, "a", 2));

        Assert.Equal(["1", "3"], first.Select(message => message.Body));
        Assert.Equal(["4"], second.Select(message => message.Body));
        Assert.Equal(MetastoreTime.ToMicroseconds(clock.GetUtcNow()), second[0].EnqueuedAt);
        Assert.False(await temporary.Metastore.ReadAsync(session => Outbox.HasMessagesAsync(session, "a")));
        Assert.True(await temporary.Metastore.ReadAsync(session => Outbox.HasMessagesAsync(session, "b")));
    }

    [Theory, EachDatabase]
    public async Task A_message_whose_taker_fails_is_taken_again_and_one_whose_sender_fails_never_was(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var outbox = new Outbox(new ManualClock());
        await temporary.Metastore.WriteAsync(session => outbox.EnqueueAsync(session, new OutboxMessage("a", "kept")));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => temporary.Metastore.WriteAsync<int>(async session =>
        {
            await outbox.EnqueueAsync(session, new OutboxMessage("a", "undone"));
            throw new TimeZoneNotFoundException();
        }));

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => temporary.Metastore.WriteAsync<int>(async session =>
        {
            Assert.Single(await Outbox.TakeAsync(session, "a", 10));
            throw new TimeZoneNotFoundException();
        }));

        Assert.Equal(["kept"], (await temporary.Metastore.WriteAsync(session => Outbox.TakeAsync(session, "a", 10))).Select(message => message.Body));
    }

    [Theory, EachDatabase]
    public async Task Two_takers_share_the_messages_without_overlap(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await using var other = temporary.OpenAnother();
        var outbox = new Outbox(new ManualClock());
        await temporary.Metastore.WriteAsync(async session =>
        {
            for (var number = 0; number < 200; number++)
                await outbox.EnqueueAsync(session, new OutboxMessage("a", $"{number}"));
        });

        var taken = await Task.WhenAll(new[] { temporary.Metastore, other }.Select(async metastore =>
        {
            var mine = new List<TakenMessage>();
            while (await metastore.WriteAsync(session => Outbox.TakeAsync(session, "a", 7)) is { Count: > 0 } some)
                mine.AddRange(some);
            return mine;
        }));

        Assert.Equal(
            Enumerable.Range(0, 200).Select(number => $"{number}"), taken.SelectMany(mine => mine).OrderBy(message => message.Sequence).Select(message => message.Body));
        Assert.All(taken, mine => Assert.Equal(mine.OrderBy(message => message.Sequence), mine));
    }
}
