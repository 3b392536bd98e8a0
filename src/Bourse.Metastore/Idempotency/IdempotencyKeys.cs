namespace Bourse.Metastore.Idempotency;

/// <summary>Remembers the answer of calls that carry a caller's key, so that a repeated call has one effect and the same answer.</summary>
public sealed class IdempotencyKeys(TimeProvider clock)
{
    /// <summary>How long an answer is kept. A call is repeated within minutes; a key that is used again later is new.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>What is known about <paramref name="key"/>, to be asked in the transaction that makes the change.</summary>
    /// <param name="session">The transaction of the change.</param>
    /// <param name="scope">The operation, so that two of them never meet on one key.</param>
    /// <param name="key">1 to 255 characters, chosen by the caller.</param>
    /// <param name="requestDigest">Digest of everything the request asks for.</param>
    public static async Task<IdempotencyAnswer> FindAsync(IMetastoreSession session, string scope, string key, string requestDigest)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, 255, nameof(key));
        var row = await session.QuerySingleOrDefaultAsync<Row>(
            "SELECT request_digest, answer FROM idempotency_keys WHERE scope = @Scope AND key = @Key", new { Scope = scope, Key = key });
        return row switch
        {
            null => new IdempotencyAnswer.FirstTime(),
            _ when row.RequestDigest != requestDigest => new IdempotencyAnswer.OtherRequest(),
            _ => new IdempotencyAnswer.Repeated(row.Answer),
        };
    }

    /// <summary>Records the answer in the transaction of the change, and forgets those that were kept for <see cref="Retention"/>.</summary>
    /// <exception cref="MetastoreException">The key has an answer: it was not looked for in this transaction.</exception>
    public async Task RecordAsync(IMetastoreWriteSession session, string scope, string key, string requestDigest, string answer)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = clock.GetUtcNow();
        await session.ExecuteAsync("DELETE FROM idempotency_keys WHERE recorded_at <= @Before", new { Before = MetastoreTime.ToMicroseconds(now - Retention) });
        await session.ExecuteAsync(
            """
            INSERT INTO idempotency_keys (scope, key, request_digest, answer, recorded_at)
            VALUES (@Scope, @Key, @RequestDigest, @Answer, @RecordedAt)
            """,
            new { Scope = scope, Key = key, RequestDigest = requestDigest, Answer = answer, RecordedAt = MetastoreTime.ToMicroseconds(now) });
    }

    private sealed record Row
    {
        public required string RequestDigest { get; init; }

        public required string Answer { get; init; }
    }
}
