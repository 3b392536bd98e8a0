using System.Net;
using Bourse.Access.Resources;
using Bourse.Server.Protocols.Iceberg.Source;

namespace Bourse.Server.Hosting;

/// <summary>Checks the host's options and reports every mistake at once, each naming its key and what to do.</summary>
public static class ServerOptionsCheck
{
    /// <summary>The mistakes; empty when the host may start.</summary>
    public static IReadOnlyList<string> Mistakes(ServerOptions options)
    {
        var mistakes = new List<string>();
        Listener("listeners.open", options.Open, options.TrustedProxies, mistakes);
        Listener("listeners.aws", options.Aws, options.TrustedProxies, mistakes);
        if (options.Connections.Max < 1)
            mistakes.Add($"listeners.connectionsMax: {options.Connections.Max} must be 1 or more.");
        if (options.Connections.PerAddressMax < 1 || options.Connections.PerAddressMax > options.Connections.Max)
        {
            mistakes.Add(
                $"listeners.connectionsPerAddressMax: {options.Connections.PerAddressMax} must be 1 or more, and not above connectionsMax ({options.Connections.Max}).");
        }
        if (options.BucketHostSuffix is { } suffix && Uri.CheckHostName(suffix) != UriHostNameType.Dns)
            mistakes.Add($"listeners.aws.bucketHostSuffix: '{suffix}' is no DNS name; give the endpoint's own host, for example s3.data.example.com.");
        if (options.Region.Length is 0 or > 32 || options.Region.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            mistakes.Add($"region: '{options.Region}' must be 1 to 32 lower-case letters, digits and hyphens, for example eu-central-1.");
        if (!ProductName.TryParse(options.Warehouse, out _))
            mistakes.Add($"warehouse: '{options.Warehouse}' must be 3 to 63 lower-case letters, digits and hyphens.");
        if (options.Warehouse == SourceEndpoints.Prefix)
            mistakes.Add($"warehouse: '{options.Warehouse}' is the warehouse of the provider's own tables; give another name.");
        if (!ProductName.TryParse(options.FundNavProduct, out _))
            mistakes.Add($"fundNav.product: '{options.FundNavProduct}' is no product name.");
        if (!TableName.TryParse(options.FundNavTable, out _))
            mistakes.Add($"fundNav.table: '{options.FundNavTable}' is no table name.");
        return mistakes;
    }

    private static void Listener(string key, ListenerOptions listener, IReadOnlyList<IPNetwork> trustedProxies, List<string> mistakes)
    {
        if (listener is { CertificatePath: { } certificate, CertificateKeyPath: { } privateKey })
            mistakes.AddRange(ListenerCertificate.Mistakes(key, certificate, privateKey));
        else if (listener.CertificatePath is not null || listener.CertificateKeyPath is not null)
            mistakes.Add($"{key}.certificatePath and {key}.certificateKeyPath: give both, or neither.");
        if (listener.IsInTheClear && trustedProxies.Count == 0)
        {
            mistakes.Add(
                $"{key}: {listener.Endpoint} is not a loopback address, and without TLS keys and data would cross the network in the clear. "
                + $"Give {key}.certificatePath and {key}.certificateKeyPath, or name the TLS-terminating proxies in trustedProxies, or bind 127.0.0.1.");
        }
        if (listener.PublicAddress is { } address
            && (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || address.PathAndQuery != "/" || address.UserInfo.Length > 0))
        {
            mistakes.Add($"{key}.publicAddress: '{address}' must be http(s)://host[:port] and nothing more.");
        }
    }
}
