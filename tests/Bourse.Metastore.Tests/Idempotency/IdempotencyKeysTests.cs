using Bourse.Metastore.Idempotency;

namespace Bourse.Metastore.Tests.Idempotency;

public sealed class IdempotencyKeysTests
{
    [Fact]
    public async Task A_key_answers_its_own_request_again_and_refuses_another()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
        var keys = new IdempotencyKeys(new ManualClock());
        Task<IdempotencyAnswer> FindAsync(string scope, string key, string digest) =>
            temporary.Metastore.ReadAsync(session => IdempotencyKeys.FindAsync(session, scope, key, digest));

        Assert.Equal(new IdempotencyAnswer.FirstTime(), await FindAsync("commit", "k", "d1"));
        await temporary.Metastore.WriteAsync(session => keys.RecordAsync(session, "commit", "k", "d1", "answer"));

        Assert.Equal(new IdempotencyAnswer.Repeated("answer"), await FindAsync("commit", "k", "d1"));
        Assert.Equal(new IdempotencyAnswer.OtherRequest(), await FindAsync("commit", "k", "d2"));
        Assert.Equal(new IdempotencyAnswer.FirstTime(), await FindAsync("publish", "k", "d1"));
    }
}
