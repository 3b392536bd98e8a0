using System.Net;
using System.Net.Sockets;

namespace Bourse.Events.Webhooks;

/// <summary>
/// Where this exchange may be made to send requests by those who register webhooks: to public addresses over HTTPS, and to hosts that the operator names.
/// </summary>
/// <remarks>
/// A name is resolved at each delivery, every address it has is checked, and the connection goes to the address that was checked; so a name that changes
/// between the check and the use gains nothing. Redirects are not followed at all.
/// </remarks>
public sealed record WebhookAddressPolicy
{
    private readonly HashSet<string> _allowedHosts;

    /// <summary>Creates the policy.</summary>
    /// <param name="allowedHosts">
    /// Hosts, as they stand in addresses (<c>localhost</c>, <c>127.0.0.1</c>, <c>hooks.internal</c>), that may be reached wherever they are and also without TLS.
    /// </param>
    public WebhookAddressPolicy(IEnumerable<string> allowedHosts) => _allowedHosts = new HashSet<string>(allowedHosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with an address as it stands, before any name is resolved; null when nothing is.</summary>
    public string? FindMistake(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.IdnHost.Length == 0)
            return "must be an absolute https address";
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
            return "must have no user name, password or fragment";
        if (IsAllowed(address.IdnHost))
            return null;
        if (address.Scheme != Uri.UriSchemeHttps)
            return "must be https, unless the operator allows the host by name";
        return IPAddress.TryParse(address.IdnHost, out var literal) && !PublicAddresses.Contains(literal)
            ? "must not be a private, loopback, link-local or otherwise special address, unless the operator allows it by name"
            : null;
    }

    /// <summary>The addresses of a host to connect to, all of them checked.</summary>
    /// <exception cref="WebhookAddressException">The host has an address that is not public.</exception>
    /// <exception cref="SocketException">The name cannot be resolved.</exception>
    internal async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, HostResolver resolve, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses =
            IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (!IsAllowed(host) && addresses.Any(address => !PublicAddresses.Contains(address)))
            throw new WebhookAddressException($"The host '{host}' has an address that is not public; the operator can allow the host by name.");
        return addresses;
    }

    private bool IsAllowed(string host) => _allowedHosts.Contains(host);
}
