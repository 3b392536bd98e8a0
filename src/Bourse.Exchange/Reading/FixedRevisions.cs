using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>
/// Products as their revisions left them (docs/decisions/0018). Each call is decided and recorded as one for the product: who may read it may read every revision
/// that was served to them and not revoked.
/// </summary>
public sealed class FixedRevisions(ClientReads reads)
{
    /// <summary>The most revisions of a product that are listed: clients ask for the tables of each.</summary>
    public const int ListedMax = 10;

    /// <summary>The products the caller is entitled to now, by name, each with the numbers of its newest revisions, newest first.</summary>
    public async Task<ReadOutcome<IReadOnlyList<(ProductName Product, IReadOnlyList<int> Revisions)>>> ListAsync(
        Caller caller, RequestContext context, CancellationToken cancellation)
    {
        var outcome = await reads.ListProductsAsync(caller, context, cancellation);
        return outcome is ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements }
            ? new ReadOutcome<IReadOnlyList<(ProductName, IReadOnlyList<int>)>>.Found([.. entitlements.Select(entitlement => (entitlement.Product, Newest(entitlement)))])
            : outcome.As<IReadOnlyList<(ProductName, IReadOnlyList<int>)>>();
    }

    /// <summary>The tables of a revision, by name.</summary>
    public async Task<ReadOutcome<IReadOnlyList<ProjectedTable>>> ListTablesAsync(
        Caller caller, ProductName product, int revision, RequestContext context, CancellationToken cancellation)
    {
        var outcome = await reads.ListTablesAsync(caller, product, context, cancellation);
        if (outcome is not ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables })
        {
            return outcome;
        }

        IReadOnlyList<ProjectedTable> then = [.. tables.Where(table => table.Revisions.ContainsKey(revision))];
        return then.Count > 0 ? new ReadOutcome<IReadOnlyList<ProjectedTable>>.Found(then)
            : new ReadOutcome<IReadOnlyList<ProjectedTable>>.Missing(tables.Select(table => WhyNot(table, revision)).FirstOrDefault(why => why is not null));
    }

    /// <summary>A table as a revision left it, with keys good for the table's objects alone.</summary>
    public async Task<ReadOutcome<LoadedTable>> LoadTableAsync(
        Caller caller, ProductName product, TableName table, int revision, RequestContext context, CancellationToken cancellation)
    {
        var outcome = await reads.LoadTableAsync(caller, product, table, context, cancellation);
        if (outcome is not ReadOutcome<LoadedTable>.Found { Value: var loaded })
        {
            return outcome;
        }

        return await reads.AtRevisionAsync(loaded.Table, revision, cancellation) is { } then
            ? new ReadOutcome<LoadedTable>.Found(loaded with { Table = then })
            : new ReadOutcome<LoadedTable>.Missing(WhyNot(loaded.Table, revision));
    }

    private static string? WhyNot(ProjectedTable table, int revision) => table.Revoked.GetValueOrDefault(revision)?.Told(table.Product);

    private IReadOnlyList<int> Newest(Entitlement entitlement) =>
        [.. reads.ServedTo(entitlement).SelectMany(table => table.Revisions.Keys).Distinct().OrderDescending().Take(ListedMax)];
}
