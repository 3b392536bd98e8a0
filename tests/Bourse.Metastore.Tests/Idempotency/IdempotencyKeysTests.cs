using Bourse.Metastore.Idempotency;

namespace Bourse.Metastore.Tests.Idempotency;

public sealed class IdempotencyKeysTests
{
    [Theory, EachDatabase]
    public async Task A_key_answers_its_own_request_again_and_refuses_another(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var keys = new IdempotencyKeys(new ManualClock());
        Task<IdempotencyAnswer> FindAsync(string scope, string key, string digest) =>
            temporary.Metastore.ReadAsync(session => IdempotencyKeys.FindAsync(session, scope, key, digest));

        Assert.Equal(new IdempotencyAnswer.FirstTime(), await FindAsync("commit", "k", "d1"));
        await temporary.Metastore.WriteAsync(session => keys.RecordAsync(session, "commit", "k", "d1", "answer"));

        Assert.Equal(new IdempotencyAnswer.Repeated("answer"), await FindAsync("commit", "k", "d1"));
        Assert.Equal(new IdempotencyAnswer.OtherRequest(), await FindAsync("commit", "k", "d2"));
        Assert.Equal(new IdempotencyAnswer.FirstTime(), await FindAsync("publish", "k", "d1"));
    }

    [Theory, EachDatabase]
    public async Task An_answer_is_forgotten_once_it_was_kept_for_its_time(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var clock = new ManualClock();
        var keys = new IdempotencyKeys(clock);
        Task RecordAsync(string key) => temporary.Metastore.WriteAsync(session => keys.RecordAsync(session, "commit", key, "d", "answer"));
        Task<IReadOnlyList<string>> KeptAsync() => temporary.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT key FROM idempotency_keys ORDER BY key"));
        await RecordAsync("first");
        clock.Advance(IdempotencyKeys.Retention - TimeSpan.FromSeconds(1));
        await RecordAsync("second");
        Assert.Equal(["first", "second"], await KeptAsync());

        clock.Advance(TimeSpan.FromSeconds(1));
        await RecordAsync("third");

        Assert.Equal(["second", "third"], await KeptAsync());
    }
}
