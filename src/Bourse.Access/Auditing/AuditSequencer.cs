using System.Text;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Merkle;
using Bourse.Metastore;
using Bourse.Metastore.Leasing;

namespace Bourse.Access.Auditing;

/// <summary>
/// Gives appended records their place in the log and signs a checkpoint. Every node may run one; the holder of the lease works, and the
/// lease is asked again in
/// the transaction that integrates, so that two never do.
/// </summary>
public sealed class AuditSequencer(IMetastore metastore, ILeases leases, NoteSigner signer, TimeProvider clock, string owner)
{
    /// <summary>The longest time from a record's append to its checkpoint is this, plus one transaction.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private const string LeaseName = "audit-sequencer";
    private const int BatchMax = 2048;
    private static readonly TimeSpan s_leaseDuration = TimeSpan.FromSeconds(5);

    private Lease? _lease;

    /// <summary>
    /// Why the last round failed, for the readiness page; null when it did not. Records stay where they were appended and are tried again.
    /// </summary>
    public MetastoreException? Failure { get; private set; }

    /// <summary>Integrates what was appended, four times a second, until cancelled; then gives the lease back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await IntegrateAsync(CancellationToken.None);
                Failure = null;
            }
            catch (MetastoreException exception)
            {
                Failure = exception;
            }
            await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (_lease is { } lease)
            await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>Integrates everything appended so far.</summary>
    /// <returns>How many records got their place; null when another node holds the lease.</returns>
    /// <exception cref="MetastoreException">The metastore failed; nothing is half done.</exception>
    public async Task<int?> IntegrateAsync(CancellationToken cancellationToken = default)
    {
        if (!await metastore.ReadAsync(HasPendingAsync, cancellationToken))
            return 0;
        if (await HoldLeaseAsync(cancellationToken) is not { } lease)
            return null;
        for (var integrated = 0; ;)
        {
            var count = await metastore.WriteAsync(session => IntegrateBatchAsync(session, lease), cancellationToken);
            if (count is null)
                _lease = null;
            integrated += count ?? 0;
            if (count is null or < BatchMax)
                return count is null ? null : integrated;
        }
    }

    private static async Task<bool> HasPendingAsync(IMetastoreSession session) =>
        await session.QuerySingleOrDefaultAsync<long?>("SELECT sequence FROM audit_pending LIMIT 1") is not null;

    private async Task<Lease?> HoldLeaseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Renewed in its second half only: each renewal is a write.
        if (_lease is { } held && held.ExpiresAt - now > s_leaseDuration / 2)
            return held;
        return _lease = await leases.TryAcquireAsync(LeaseName, owner, s_leaseDuration, cancellationToken);
    }

    private async Task<int?> IntegrateBatchAsync(IMetastoreWriteSession session, Lease lease)
    {
        if (!await leases.IsCurrentAsync(session, lease))
            return null;
        // 1. Take the oldest records, as they were appended; their bytes get the position as first member.
        var size = await AuditCheckpoints.LatestSizeAsync(session);
        var last = await session.QuerySingleOrDefaultAsync<long?>(
            "SELECT max(sequence) FROM (SELECT sequence FROM audit_pending ORDER BY sequence LIMIT @BatchMax) AS batch", new { BatchMax });
        if (last is null)
            return 0;
        await RequireAsAppendedAsync(session, last.Value);
        var frontier = await ContinueAsync(session, size);
        await session.ExecuteAsync(
            """
            INSERT INTO audit_log (position, sequence, time, account, decision, body)
            SELECT place, sequence, time, account, decision, '{"position":' || place || ',' || substr(body, 2)
              FROM (SELECT @size - 1 + row_number() OVER (ORDER BY sequence) AS place, sequence, time, account, decision, body
                      FROM audit_pending WHERE sequence <= @last) AS batch
            """,
            new { size, last });
        await session.ExecuteAsync("DELETE FROM audit_pending WHERE sequence <= @last", new { last });

        // 2. Grow the tree by what stands there now.
        var tiles = new TileWriter(session, size);
        var placed = await session.QueryAsync<string>("SELECT body FROM audit_log WHERE position >= @size ORDER BY position", new { size });
        foreach (var body in placed)
        {
            var hash = MerkleHash.OfRecord(Encoding.UTF8.GetBytes(body));
            frontier.Add(hash);
            await tiles.AddAsync(hash);
        }
        await tiles.FlushAsync();

        // 3. Sign it.
        var note = signer.Sign(new Checkpoint(signer.Name, frontier.Size, frontier.Root).ToText());
        await session.ExecuteAsync(
            "INSERT INTO audit_checkpoints (size, note, signed_at) VALUES (@Size, @note, @now)",
            new { frontier.Size, note, now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });
        return (int)(frontier.Size - size);
    }

    // What is signed can never be taken back: text that is no record would leave a log that cannot be read.
    private static async Task RequireAsAppendedAsync(IMetastoreWriteSession session, long last)
    {
        var batch = await session.QueryAsync<StoredRecord>($"SELECT {StoredRecord.Columns} FROM audit_pending WHERE sequence <= @last ORDER BY sequence", new { last });
        if (batch.FirstOrDefault(row => row.Read(position: null) is null) is { } changed)
            throw new MetastoreException(
                MetastoreErrorKind.Corrupt,
                $"Number {changed.Sequence} of the audit records that wait in audit_pending to be signed is not as a record is appended. Nothing is signed until it is "
                + "restored from a backup or deleted; 'bourse audit verify' says what was changed. Records are kept.");
    }

    // The tree as it was signed last: a tree that was damaged since is not signed over, which would make the log refute itself for ever.
    private async Task<MerkleFrontier> ContinueAsync(IMetastoreWriteSession session, long size)
    {
        var placed = await session.QuerySingleOrDefaultAsync<long?>("SELECT max(position) FROM audit_log") + 1 ?? 0;
        if (placed != size || (size == 0 && await session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_tiles") != 0))
            throw new MetastoreException(
                MetastoreErrorKind.Corrupt,
                $"The audit log holds {placed} records, and its newest checkpoint is of {size}: audit_log, audit_tiles or audit_checkpoints was changed. "
                + "No checkpoint is signed until they are restored from a backup; 'bourse audit verify' says what was changed. Records are kept.");
        try
        {
            var frontier = await new MerkleTree(new TileNodes(session)).FrontierAsync(size);
            if (size == 0 || (SignedNote.Open((await AuditCheckpoints.LatestAsync(session))!, signer.Verifier) is NoteOutcome.Signed { Text: var text }
                && Checkpoint.TryParse(text, out var signed) && signed.Size == size && signed.Root == frontier.Root))
                return frontier;
        }
        catch (InvalidDataException)
        {
            // Hashes are missing.
        }
        throw new MetastoreException(
            MetastoreErrorKind.Corrupt,
            $"The audit log's tree of {size} records is not the one that was signed last: audit_tiles or audit_checkpoints was changed. No checkpoint is signed until "
            + "they are restored from a backup; 'bourse audit verify' says what was changed. Records are kept.");
    }
}
