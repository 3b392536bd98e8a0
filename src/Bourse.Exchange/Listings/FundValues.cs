using Bourse.Access.Resources;

namespace Bourse.Exchange.Listings;

/// <summary>The table that answers <c>GET /v2/funds/{fundId}/nav</c>.</summary>
/// <param name="Product">Its product.</param>
/// <param name="Table">The table.</param>
public sealed record FundValues(ProductName Product, TableName Table)
{
    /// <summary>The column of the fund's id.</summary>
    public const string FundColumn = "fund_id";
}
