namespace Bourse.Cli.Clients;

/// <summary>Where a client reaches an exchange, as its welcome message says.</summary>
/// <param name="Catalog">The Iceberg REST catalogue, without <c>/v1</c>.</param>
/// <param name="Token">The OAuth2 token endpoint.</param>
/// <param name="Storage">The endpoint of S3 and STS.</param>
/// <param name="Region">The region that signatures name.</param>
/// <param name="Warehouse">The catalogue's warehouse.</param>
internal sealed record ExchangeAddresses(Uri Catalog, Uri Token, Uri Storage, string Region, string Warehouse)
{
    /// <summary>An address of the product interface, which is on the listener of the token endpoint.</summary>
    public Uri Api(string path) => new(new Uri(Token.GetLeftPart(UriPartial.Authority)), path);

    /// <summary>An address of the catalogue, under its prefix.</summary>
    public Uri Tables(string path) => new($"{Catalog.AbsoluteUri.TrimEnd('/')}/v1/{Uri.EscapeDataString(Warehouse)}/{path}");

    /// <summary>An object's address, path style.</summary>
    public Uri Object(string bucket, string key) =>
        new(Storage, $"/{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}");
}
