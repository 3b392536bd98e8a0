using System.Net;
using Bourse.Access.Identity;
using Bourse.Metastore.Postgres;
using Bourse.Server.Hosting;

namespace Bourse.Server.Composition;

/// <summary>
/// What the operator writes in <c>bourse.json</c>, checked. It holds no secret: passwords are in files of their own, which it names.
/// </summary>
public sealed record BourseOptions
{
    /// <summary>Characters of a provider's name.</summary>
    public const int ProviderNameCharactersMax = 120;

    /// <summary>The provider's account.</summary>
    public required AccountId Provider { get; init; }

    /// <summary>The provider's name, which listings and messages show; 1 to 120 characters.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The provider's e-mail address, which messages come from.</summary>
    public required string ProviderEmail { get; init; }

    /// <summary>Listeners, addresses, region and warehouse. Its listings folder is set by the data folder.</summary>
    public required ServerOptions Server { get; init; }

    /// <summary>Hosts that webhooks may be sent to although they are not public or not HTTPS.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>The mail server; null to keep messages as files.</summary>
    public MailServer? Smtp { get; init; }

    /// <summary>The database of the metastore; null to keep it in the data folder.</summary>
    public PostgresMetastoreOptions? Metastore { get; init; }

    /// <summary>The bucket of the provider's tables; null to keep them in the data folder.</summary>
    public RemoteStore? Lakehouse { get; init; }

    /// <summary>The bucket of clients' projections; null to keep them in the data folder.</summary>
    public RemoteStore? Projections { get; init; }

    /// <summary>What clients call the open listener, without a trailing slash.</summary>
    public string OpenAddress => AddressOf(Server.Open);

    /// <summary>What clients call the AWS-compatible listener, without a trailing slash.</summary>
    public string AwsAddress => AddressOf(Server.Aws);

    /// <summary>Names the audit log for ever.</summary>
    public string AuditOrigin => $"bourse/{Provider}";

    private static string AddressOf(ListenerOptions listener)
    {
        if (listener.PublicAddress is { } address)
            return address.GetLeftPart(UriPartial.Authority);
        var scheme = listener.CertificatePath is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var any = listener.Endpoint.Address.Equals(IPAddress.Any) || listener.Endpoint.Address.Equals(IPAddress.IPv6Any);
        return $"{scheme}://{(any ? new IPEndPoint(IPAddress.Loopback, listener.Endpoint.Port) : listener.Endpoint)}";
    }
}
