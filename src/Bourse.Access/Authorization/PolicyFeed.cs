using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>
/// Keeps this node's policy current. It reads one row, the policy version, at least every 250 ms, and everything only when that moved. A
/// snapshot may be used for
/// 700 ms after the read that confirmed it was <em>begun</em>; a node that cannot read the version therefore serves nobody. A revocation is
/// effective on every node within a second, whatever messages are lost.
/// </summary>
public sealed class PolicyFeed(IMetastore metastore, AccountStore accounts, TimeProvider clock, AccountId? provider = null) : IDisposable
{
    /// <summary>The longest time between two looks at the policy version.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a look at the policy version is good for, from when it began, on the monotonic clock.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(700);

    // A look over a network that swallows it is given up, so that the next one finds out when the metastore is back.
    private static readonly TimeSpan s_lookMax = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _wake = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile Confirmed? _confirmed;

    /// <summary>The current policy, or null while this node cannot know it.</summary>
    public PolicySnapshot? Current =>
        _confirmed is { } confirmed && clock.GetElapsedTime(confirmed.At) <= Lease ? confirmed.Snapshot : null;

    /// <summary>The last policy read, current or not; null before the first. No decision is taken on it.</summary>
    internal PolicySnapshot? Latest => _confirmed?.Snapshot;

    /// <summary>The last version known, current or not; 0 before the first.</summary>
    public long LastVersion => _confirmed?.Snapshot.Version ?? 0;

    /// <summary>Why the last look failed, for the readiness page; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Looks again at once. For after a commit of this process; other nodes find out by themselves.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Looks at the version once, and reloads if it moved.</summary>
    /// <exception cref="MetastoreException">The metastore could not be read.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var begun = clock.GetTimestamp();
            var before = _confirmed?.Snapshot;
            var snapshot = await metastore.ReadAsync(session => ReadAsync(session, before), cancellationToken);
            _confirmed = new Confirmed(snapshot, begun);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Keeps the policy current until cancelled. A failed look is tried again; meanwhile the lease runs out.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await LookAsync(cancellationToken);
                Failure = null;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Any failure, a row that cannot be understood too, must end in serving nobody: the lease sees to it, Failure says why.
                Failure = exception;
            }
            await _wake.WaitAsync(PollPeriod, clock, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _refreshing.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_lookMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await RefreshAsync(either.Token);
    }

    private async Task<PolicySnapshot> ReadAsync(IMetastoreSession session, PolicySnapshot? before)
    {
        var version = await PolicyVersion.ReadAsync(session);
        return before is not null && before.Version == version
            ? before
            : new PolicySnapshot(version, await GrantStore.ListAllAsync(session), await accounts.ListPrincipalsAsync(session),
                await AccessKeyStore.ListInForceAsync(session, clock.GetUtcNow()), await SharingTokenStore.ListInForceAsync(session, clock.GetUtcNow()), provider);
    }

    private sealed record Confirmed(PolicySnapshot Snapshot, long At);
}
