using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Metastore;
using Bourse.Projection.Collecting;

namespace Bourse.Exchange.Projections;

/// <summary>Collects what no client's projection names any more, and records what was removed.</summary>
public sealed class CollectionDesk(ProjectionCollector collector, IAuditLog audit, AdministrationRecords records)
{
    /// <summary>Why the last collection of <see cref="RunAsync"/> failed; null after one that did not.</summary>
    public Exception? Failure => collector.Failure;

    /// <summary>The grants whose client will never read by them again: those of terminated agreements, and of agreements that have ended.</summary>
    public static async Task<IReadOnlySet<(AgreementId, ProductName)>> OverAsync(IMetastoreSession session, GrantStore grants, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(clock);
        var all = await grants.ListAsync(session);
        return all.Where(grant => grant.State == AgreementState.Terminated || grant.EndsAt <= clock.GetUtcNow())
            .Select(grant => (grant.Agreement, grant.Product)).ToHashSet();
    }

    /// <summary>What a collection would remove now. Nothing is changed.</summary>
    public Task<CollectionReport> LookAsync(CancellationToken cancellation) => collector.LookAsync(cancellation);

    /// <summary>Removes what is due.</summary>
    /// <returns>What was removed and what waits; null when another process collects at this time.</returns>
    public async Task<CollectionReport?> CollectAsync(string actor, CancellationToken cancellation)
    {
        var report = await collector.CollectAsync(cancellation);
        if (report is not null)
            await RecordAsync(report, actor);
        return report;
    }

    /// <summary>Collects every hour until cancelled.</summary>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task RunAsync(string actor, CancellationToken cancellation) => collector.RunAsync(report => RecordAsync(report, actor), cancellation);

    private async Task RecordAsync(CollectionReport report, string actor)
    {
        if (report.Due.Objects == 0)
            return;
        var reason = string.Create(CultureInfo.InvariantCulture, $"{report.Due.Objects} objects, {report.Due.Bytes} bytes");
        await audit.AppendAsync(records.Done(AuditAction.CollectProjections, "projections", actor) with { Reason = reason }, CancellationToken.None);
    }
}
