using Bourse.Contracts;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>Everything a product's public page shows. It is the same for everybody who looks, so it holds nothing that depends on an agreement.</summary>
public sealed record ProductListing
{
    /// <summary>The contract in force.</summary>
    public required DataContract Contract { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The published revisions, newest first; empty before the first.</summary>
    public required IReadOnlyList<Revision> Revisions { get; init; }

    /// <summary>A few rows of each table, as the provider chooses to show them.</summary>
    public required IReadOnlyList<TableSample> Samples { get; init; }

    /// <summary>Where clients reach the exchange.</summary>
    public required ClientEndpoints Endpoints { get; init; }
}
