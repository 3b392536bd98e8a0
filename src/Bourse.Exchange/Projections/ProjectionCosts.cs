using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg.Partitioning;
using Bourse.Metastore;
using Bourse.Projection.Inventory;
using Bourse.Query.Provider;

namespace Bourse.Exchange.Projections;

/// <summary>Tells the provider what the projections of its agreements cost, and which layout of a table would make them cheaper.</summary>
public sealed class ProjectionCosts(IMetastore metastore, ProjectionInventory inventory, GrantStore grants, ProductStore products, TablePinner pinner)
{
    /// <summary>The projections of agreements that are not terminated, by product, table and rule set.</summary>
    /// <param name="product">Only those of this product; null for all.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<ProjectionCost>> ListAsync(ProductName? product, CancellationToken cancellation)
    {
        var live = (await metastore.ReadAsync(session => grants.ListAsync(session), cancellation)).Where(grant => grant.State != AgreementState.Terminated).ToList();
        var costs = new List<ProjectionCost>();
        foreach (var use in (await inventory.ListAsync(cancellation)).Where(use => product is null || use.Product == product))
        {
            var mine = use.Agreements.Where(agreement => live.Exists(grant => grant.Agreement == agreement && grant.Product == use.Product)).ToList();
            if (mine.Count > 0)
                costs.Add(new ProjectionCost(use with { Agreements = [.. mine] }, use.DependsOnLayout ? await AdviseAsync(use, live, cancellation) : null));
        }
        return costs;
    }

    // Files of one value in every column that some rule looks at are allowed, or not, as a whole.
    private async Task<LayoutAdvice?> AdviseAsync(ProjectionUse use, IReadOnlyList<Grant> live, CancellationToken cancellation)
    {
        if (await products.FindRevisionAsync(use.Product, use.Revision, cancellation) is not { } revision)
            return null;
        var pinned = (await pinner.PinnedByAsync(revision, cancellation))[use.Table];
        var filtered = live.Where(grant => grant.Product == use.Product && grant.Tables.ContainsKey(use.Table))
            .SelectMany(grant => grant.Tables[use.Table].RowFilter.FieldIds())
            .Distinct()
            .ToList();
        var fields = pinned.Schema.Fields.Where(field => filtered.Contains(field.Id)).ToList();
        var partitioned = pinned.Table.Metadata.DefaultSpec.Fields.Where(field => field.Transform is Transform.Identity).Select(field => field.SourceId);
        if (fields.Count != filtered.Count || !filtered.Except(partitioned).Any())
            return null;
        var columns = fields.Select(field => field.Name).ToList();
        return new LayoutAdvice(
            pinned.Source.Identifier.ToString(), columns, await PinnedRows.CountDistinctAsync(pinned.Table, pinned.Snapshot, columns, cancellation));
    }
}
