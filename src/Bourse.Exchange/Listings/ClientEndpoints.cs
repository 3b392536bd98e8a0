namespace Bourse.Exchange.Listings;

/// <summary>Where clients reach the exchange: what every snippet and welcome message is made with.</summary>
public sealed record ClientEndpoints
{
    /// <summary>The Iceberg REST catalogue without <c>/v1</c>, for example <c>https://data.meridian.example/iceberg</c>.</summary>
    public required Uri Catalog { get; init; }

    /// <summary>The OAuth2 token endpoint.</summary>
    public required Uri Token { get; init; }

    /// <summary>The AWS-compatible endpoint of S3 and STS.</summary>
    public required Uri Objects { get; init; }

    /// <summary>The root of the product REST interface.</summary>
    public required Uri Api { get; init; }

    /// <summary>The table that answers for single funds; null when there is none.</summary>
    public FundValues? FundValues { get; init; }

    /// <summary>The listing pages.</summary>
    public Uri Products => new(Api, "products/");

    /// <summary>The newest signed checkpoint of the audit log, for anybody to keep.</summary>
    public Uri Checkpoint => new(Api, "v2/audit/checkpoint");

    /// <summary>The region that signatures name.</summary>
    public required string Region { get; init; }

    /// <summary>The catalogue's warehouse.</summary>
    public required string Warehouse { get; init; }
}
