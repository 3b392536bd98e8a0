using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Metastore;
using Bourse.Metastore.Leasing;
using Bourse.Projection.Chains;
using Bourse.Storage;

namespace Bourse.Projection.Collecting;

/// <summary>
/// Removes what no served projection names and none has named for long enough (docs/decisions/0018): (1) look, (2) mark, (3) condemn, (4) remove. May run beside
/// builders and readers, on one node at a time; a crash leaves work for the next run and nothing else. It decides no access: which agreements are over comes with it.
/// </summary>
public sealed class ProjectionCollector
{
    private const string LeaseName = "projection-collection";

    // Rows that one transaction changes at most: publications wait for it.
    private const int CondemnedMax = 5000;
    private const int RemovedTogether = 100;
    private const int LooksMax = 3;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(15);

    private readonly IMetastore _metastore;
    private readonly IObjectStore _projections;
    private readonly Func<IMetastoreSession, Task<IReadOnlySet<(AgreementId, ProductName)>>> _overAsync;
    private readonly ILeases _leases;
    private readonly TimeProvider _clock;
    private readonly CollectionOptions _options;
    private readonly CollectionLooker _looker;
    private readonly string _owner;

    /// <summary>Makes a collector.</summary>
    /// <param name="metastore">Has the tables of <see cref="ProjectionMigrations"/>.</param>
    /// <param name="projections">The store of pieces and metadata.</param>
    /// <param name="overAsync">The grants whose client will never read by them again. One that is not among them is in force.</param>
    /// <param name="clock">Measures ages.</param>
    /// <param name="random">Names this process as the holder of the lease.</param>
    /// <param name="options">When objects are removed; null for the defaults.</param>
    public ProjectionCollector(
        IMetastore metastore, IObjectStore projections, Func<IMetastoreSession, Task<IReadOnlySet<(AgreementId, ProductName)>>> overAsync, TimeProvider clock,
        RandomNumberGenerator random, CollectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(overAsync);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(random);
        (_metastore, _projections, _overAsync, _clock, _options) = (metastore, projections, overAsync, clock, options ?? new CollectionOptions());
        (_leases, _looker, _owner) = (new Leases(metastore, clock), new CollectionLooker(metastore, projections), RandomHex.New(random));
    }

    /// <summary>Why the last collection of <see cref="RunAsync"/> failed; null after one that did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>What the next collection would remove. Nothing is changed.</summary>
    /// <exception cref="DamagedContentException">A layout that is served is missing or damaged.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task<CollectionReport> LookAsync(CancellationToken cancellationToken = default)
    {
        var look = await _looker.LookAsync(_overAsync, cancellationToken);
        return Report(look, [.. look.Due(MarkedBy()), .. look.Condemned]);
    }

    /// <summary>Removes what is due.</summary>
    /// <returns>What was removed and what waits; null when another node collects at this time.</returns>
    /// <exception cref="DamagedContentException">A layout that is served is missing or damaged; nothing was removed.</exception>
    /// <exception cref="StorageException">The store failed; the next run goes on.</exception>
    public async Task<CollectionReport?> CollectAsync(CancellationToken cancellationToken = default)
    {
        if (await _leases.TryAcquireAsync(LeaseName, _owner, LeaseDuration, cancellationToken) is not { } lease)
            return null;
        try
        {
            return await CollectAsync(lease, cancellationToken);
        }
        finally
        {
            await _leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    /// <summary>Collects every <see cref="CollectionOptions.Interval"/> until cancelled. What fails is tried again at the next.</summary>
    /// <param name="collected">Hears what each collection of this node removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(Func<CollectionReport, Task> collected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(collected);
        using var timer = new PeriodicTimer(_options.Interval, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (await CollectAsync(cancellationToken) is { } report)
                    await collected(report);
                Failure = null;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Failure = failure;
            }
        }
    }

    private async Task<CollectionReport?> CollectAsync(Lease lease, CancellationToken cancellationToken)
    {
        var removed = default(StoredAmount);
        for (var looks = 1; ; looks++)
        {
            var look = await _looker.LookAsync(_overAsync, cancellationToken);
            FaultPoint.Reach("projection.collect.looked");
            await MarkAsync(look, cancellationToken);
            var due = look.Due(MarkedBy());
            var moved = !await CondemnAsync(look, [.. due.Take(CondemnedMax)], lease, cancellationToken);
            string[] condemned = [.. look.Condemned, .. moved ? [] : due.Take(CondemnedMax)];
            await RemoveAsync(condemned, cancellationToken);
            var amount = look.AmountOf(condemned);
            removed = new StoredAmount(removed.Objects + amount.Objects, removed.Bytes + amount.Bytes);
            if (moved ? looks >= LooksMax : due.Count <= CondemnedMax)
                return Report(look, condemned) with { Due = removed };
            if (await _leases.RenewAsync(lease, LeaseDuration, cancellationToken) is null)
                return null;
        }
    }

    private long MarkedBy() => MetastoreTime.ToMicroseconds(_clock.GetUtcNow() - _options.Age);

    private async Task MarkAsync(CollectionLook look, CancellationToken cancellationToken)
    {
        var fresh = look.Leftovers.Keys.Where(key => !look.Marks.ContainsKey(key)).ToArray();
        var gone = look.Marks.Values.Where(mark => mark.IsCondemned == 0 && !look.Leftovers.ContainsKey(mark.ObjectKey)).ToArray();
        var turned = look.Chains.Where(chain => look.Served.Contains(chain.Uuid) == chain.EndedAt is not null).ToArray();
        if (fresh.Length + gone.Length + turned.Length == 0)
            return;
        var now = MetastoreTime.ToMicroseconds(_clock.GetUtcNow());
        await _metastore.WriteAsync(
            async session =>
            {
                foreach (var key in fresh)
                    await CollectionTables.MarkAsync(session, key, now);
                foreach (var mark in gone)
                    await CollectionTables.ForgetAsync(session, mark.ObjectKey);
                foreach (var chain in turned)
                    await CollectionTables.SetEndedAsync(session, chain.Uuid, look.Served.Contains(chain.Uuid) ? null : now);
            },
            cancellationToken);
        FaultPoint.Reach("projection.collect.marked");
    }

    // False when a chain moved since the look, or another node collects by now: what was due may be named.
    private async Task<bool> CondemnAsync(CollectionLook look, IReadOnlyList<string> due, Lease lease, CancellationToken cancellationToken)
    {
        var markedBy = MarkedBy();
        var ended = look.Chains.Where(chain => !look.Served.Contains(chain.Uuid) && chain.EndedAt <= markedBy).ToArray();
        if (due.Count + ended.Length == 0)
            return true;
        var condemned = await _metastore.WriteAsync(
            async session =>
            {
                if (await ChainTables.VersionAsync(session) != look.Version || !await _leases.IsCurrentAsync(session, lease))
                    return false;
                foreach (var chain in ended)
                    await CollectionTables.RemoveChainAsync(session, chain.Uuid);
                foreach (var key in due)
                    await CollectionTables.CondemnAsync(session, key);
                await CollectionTables.CountAsync(session);
                return true;
            },
            cancellationToken);
        FaultPoint.Reach("projection.collect.condemned");
        return condemned;
    }

    private async Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        foreach (var together in keys.Chunk(RemovedTogether))
        {
            foreach (var key in together)
            {
                await _projections.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
                FaultPoint.Reach("projection.collect.removed");
            }
            await _metastore.WriteAsync(
                async session =>
                {
                    foreach (var key in together)
                        await CollectionTables.ForgetAsync(session, key);
                },
                cancellationToken);
        }
    }

    private CollectionReport Report(CollectionLook look, IReadOnlyList<string> due)
    {
        var leaving = due.ToHashSet(StringComparer.Ordinal);
        var waiting = look.Leftovers.Keys.Where(key => !leaving.Contains(key)).ToArray();
        var marks = waiting.Select(look.Marks.GetValueOrDefault).OfType<LeftoverMark>().Select(mark => mark.UnnamedSince).ToArray();
        return new CollectionReport
        {
            Waiting = look.AmountOf(waiting),
            Due = look.AmountOf(leaving),
            NextDueAt = marks.Length == 0 ? null : MetastoreTime.FromMicroseconds(marks.Min()) + _options.Age,
        };
    }
}
