using System.Net;

namespace Bourse.Server.Hosting;

/// <summary>What the host needs to know. It is checked as a whole before anything binds: <see cref="ServerOptionsCheck"/>.</summary>
public sealed record ServerOptions
{
    /// <summary>The port of the open protocols: Iceberg REST, OAuth2, product REST, listings, activation.</summary>
    public const int OpenPortDefault = 8080;

    /// <summary>The port of the AWS-compatible endpoint.</summary>
    public const int AwsPortDefault = 9000;

    /// <summary>The open protocols' listener.</summary>
    public ListenerOptions Open { get; init; } = new() { Endpoint = new IPEndPoint(IPAddress.Loopback, OpenPortDefault) };

    /// <summary>The AWS-compatible listener.</summary>
    public ListenerOptions Aws { get; init; } = new() { Endpoint = new IPEndPoint(IPAddress.Loopback, AwsPortDefault) };

    /// <summary>The proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; nobody else's are.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>How many connections each listener keeps, and how long idle and slow ones.</summary>
    public ConnectionLimits Connections { get; init; } = new();

    /// <summary>The AWS endpoint's own host when buckets are also served as <c>bucket.host</c>; null for path style only.</summary>
    public string? BucketHostSuffix { get; init; }

    /// <summary>The region clients are told to sign for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The Iceberg warehouse's name, also the REST catalogue's prefix.</summary>
    public string Warehouse { get; init; } = "bourse";

    /// <summary>The folder of the generated listing pages; null when there are none.</summary>
    public string? ListingsFolder { get; init; }

    /// <summary>The product whose table answers <c>GET /v2/funds/{fundId}/nav</c>.</summary>
    public string FundNavProduct { get; init; } = "portfolio-analytics";

    /// <summary>The table of <see cref="FundNavProduct"/> that holds NAVs, with columns <c>fund_id</c>, <c>valid_date</c> and <c>known_at</c>.</summary>
    public string FundNavTable { get; init; } = "nav_history";
}
