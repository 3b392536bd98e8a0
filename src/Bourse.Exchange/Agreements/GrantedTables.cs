using System.Text;
using Bourse.Access.Authorization;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Projection;

namespace Bourse.Exchange.Agreements;

/// <summary>Tells the provider what grants come to: the rows and columns of the projections that clients are served, never those of rules alone.</summary>
public sealed class GrantedTables(ProductStore products, ProjectionStore projections)
{
    /// <summary>The tables of some grants, by product and name. A table without a projection, such as one of a terminated agreement, is not among them.</summary>
    public async Task<IReadOnlyList<GrantedTable>> OfAsync(IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(grants);
        await projections.RefreshAsync(cancellation);
        var granted = new List<GrantedTable>();
        foreach (var grant in grants.OrderBy(grant => grant.Product.Value, StringComparer.Ordinal))
        {
            foreach (var (name, rules) in grant.Tables.OrderBy(table => table.Key.Value, StringComparer.Ordinal))
            {
                if (projections.Find(grant.Agreement, grant.Product, name) is { } projected
                    && await products.FindRevisionAsync(grant.Product, projected.NewestRevision, cancellation) is { } revision)
                {
                    granted.Add(Of(projected, rules, revision.Assets.Single(asset => asset.Table == name.Value)));
                }
            }
        }

        return granted;
    }

    private static GrantedTable Of(ProjectedTable projected, RuleSet rules, RevisionAsset asset)
    {
        var schema = SchemaJson.Parse(Encoding.UTF8.GetBytes(asset.SchemaJson));
        return new GrantedTable
        {
            Product = projected.Product,
            Table = projected.Table,
            Revision = projected.NewestRevision,
            RowCount = projected.RowCount,
            RowCountInAll = asset.RowCount,
            Only = rules.RowFilter is Expression.In filter ? $"{schema.Fields.Single(field => field.Id == filter.FieldId).Name}: {Values(filter)}" : null,
            Columns = [.. projected.Schema.Fields.Select(field => field.Name)],
            MaskedColumns = [.. schema.Fields.Where(field => rules.Masks.ContainsKey(field.Id)).Select(field => field.Name)],
            ColumnCountInAll = schema.Fields.Count,
        };
    }

    private static string Values(Expression.In filter) =>
        string.Join(", ", filter.Literals.Select(literal => literal is Literal.Text text ? text.Value : literal.ToString()));
}
