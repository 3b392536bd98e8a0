namespace Bourse.Metastore.Leasing;

/// <summary>Leases kept in the metastore's table <c>leases</c>.</summary>
public sealed class Leases(IMetastore metastore, TimeProvider clock) : ILeases
{
    /// <inheritdoc/>
    public Task<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return metastore.WriteAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                var expiresAt = now + duration;
                var token = await session.QuerySingleOrDefaultAsync<long?>(
                    """
                    INSERT INTO leases (name, owner, fencing_token, expires_at) VALUES (@Name, @Owner, 1, @ExpiresAt)
                    ON CONFLICT (name) DO UPDATE
                       SET owner = excluded.owner, fencing_token = leases.fencing_token + 1, expires_at = excluded.expires_at
                     WHERE leases.owner = excluded.owner OR leases.expires_at <= @Now
                    RETURNING fencing_token
                    """,
                    new { Name = name, Owner = owner, ExpiresAt = MetastoreTime.ToMicroseconds(expiresAt), Now = MetastoreTime.ToMicroseconds(now) });
                return token is { } fencingToken ? new Lease(name, owner, fencingToken, expiresAt) : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return metastore.WriteAsync(
            async session =>
            {
                var expiresAt = clock.GetUtcNow() + duration;
                return await SetExpiryAsync(session, lease, expiresAt) ? lease with { ExpiresAt = expiresAt } : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return metastore.WriteAsync(session => SetExpiryAsync(session, lease, DateTimeOffset.UnixEpoch), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> IsCurrentAsync(IMetastoreSession session, Lease lease)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(lease);
        var current = await session.QuerySingleOrDefaultAsync<long?>(
            "SELECT fencing_token FROM leases WHERE name = @Name", new { lease.Name });
        return current == lease.FencingToken;
    }

    private static async Task<bool> SetExpiryAsync(IMetastoreWriteSession session, Lease lease, DateTimeOffset expiresAt) =>
        await session.ExecuteAsync(
            "UPDATE leases SET expires_at = @ExpiresAt WHERE name = @Name AND fencing_token = @FencingToken",
            new { lease.Name, lease.FencingToken, ExpiresAt = MetastoreTime.ToMicroseconds(expiresAt) }) == 1;
}
