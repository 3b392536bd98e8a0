using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Access.Auditing;

/// <summary>
/// Appends records to the metastore, from any node; concurrent appends share a flush to disk. Usage and refusals before authentication are
/// added up in
/// memory and recorded by <see cref="RunAsync"/>. The tree and its signatures are <see cref="AuditSequencer"/>'s part.
/// </summary>
public sealed class AuditLog(IMetastore metastore, TimeProvider clock, RandomNumberGenerator random) : IAuditLog
{
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromMilliseconds(500);

    private readonly UsageMeter _usage = new();
    private readonly RefusalTally _refusals = new();
    private IReadOnlyList<AuditEntry> _unwritten = [];

    /// <summary>
    /// Why usage could not be recorded last time, for the readiness page; null when it could. It is kept and tried again.
    /// </summary>
    public MetastoreException? Failure { get; private set; }

    /// <inheritdoc />
    public async ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        var prepared = Prepare(entry);
        await metastore.WriteAsync(session => InsertAsync(session, prepared), cancellationToken);
    }

    /// <inheritdoc />
    public Task AppendAsync(IMetastoreWriteSession session, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(session);
        return InsertAsync(session, Prepare(entry));
    }

    /// <inheritdoc />
    public void Meter(UsageRecord usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        _usage.Add(usage);
    }

    /// <inheritdoc />
    public void TallyRefusal(string reason, string protocol)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        _refusals.Add(clock.GetUtcNow(), reason, protocol);
    }

    /// <inheritdoc />
    public void TallyDenial(AccountId account, string action, string reason, string protocol) =>
        _refusals.Add(clock.GetUtcNow(), reason, protocol, action, account);

    /// <summary>Records usage twice a second and refusals once a minute until cancelled, then what is left.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(FlushPeriod, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await FlushAsync(everything: cancellationToken.IsCancellationRequested, CancellationToken.None);
                Failure = null;
            }
            catch (MetastoreException exception)
            {
                Failure = exception;
            }
        }
    }

    /// <summary>
    /// Records the usage so far, and the refusals of the minutes that are over, or all of them. Not for use by two callers at once.
    /// </summary>
    /// <exception cref="MetastoreException">It could not be made durable; it is kept for the next call.</exception>
    public async Task FlushAsync(bool everything, CancellationToken cancellationToken = default)
    {
        // What could not be recorded goes first; meanwhile the rest stays added up, which is bounded.
        if (_unwritten.Count > 0)
            await RecordUnwrittenAsync(cancellationToken);
        var now = clock.GetUtcNow();
        _unwritten = [.. _usage.Take(now), .. _refusals.Take(everything ? null : now)];
        if (_unwritten.Count > 0)
            await RecordUnwrittenAsync(cancellationToken);
    }

    private async Task RecordUnwrittenAsync(CancellationToken cancellationToken)
    {
        var prepared = _unwritten.Select(Prepare).ToList();
        await metastore.WriteAsync(
            async session =>
            {
                foreach (var record in prepared)
                    await InsertAsync(session, record);
            },
            cancellationToken);
        _unwritten = [];
    }

    private Prepared Prepare(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var recordId = RandomHex.New(random);
        var address = Personal(recordId, PersonalValue.AddressField, entry.Address?.ToString());
        var email = Personal(recordId, PersonalValue.EmailField, entry.Email);
        var record = new AuditRecord
        {
            Id = recordId, Entry = entry, AddressCommitment = address?.Commitment, EmailCommitment = email?.Commitment,
        };
        var row = new PendingRow(
            MetastoreTime.ToMicroseconds(entry.Time), entry.Account?.Value, AuditNames.ToText(entry.Decision), AuditRecordJson.Write(record));
        return new Prepared(row, address, email);
    }

    private PersonalValue? Personal(string recordId, string field, string? value)
    {
        if (value is null)
            return null;
        var salt = new byte[Commitment.SaltBytes];
        random.GetBytes(salt);
        return new PersonalValue { RecordId = recordId, Field = field, Salt = salt, Value = value };
    }

    private static async Task InsertAsync(IMetastoreWriteSession session, Prepared prepared)
    {
        await session.ExecuteAsync(
            "INSERT INTO audit_pending (time, account, decision, body) VALUES (@Time, @Account, @Decision, @Body)", prepared.Row);
        if (prepared.Address is not null)
            await InsertAsync(session, prepared.Address);
        if (prepared.Email is not null)
            await InsertAsync(session, prepared.Email);
    }

    private static Task<int> InsertAsync(IMetastoreWriteSession session, PersonalValue row) =>
        session.ExecuteAsync("INSERT INTO audit_personal (record_id, field, salt, value) VALUES (@RecordId, @Field, @Salt, @Value)", row);

    private sealed record PendingRow(long Time, string? Account, string Decision, string Body);

    private sealed record Prepared(PendingRow Row, PersonalValue? Address, PersonalValue? Email);
}
