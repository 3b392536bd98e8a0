using System.Net;

namespace Bourse.Events.Webhooks;

/// <summary>Gives the addresses of a host name; <see cref="Dns.GetHostAddressesAsync(string, CancellationToken)"/>, or a test's own.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);
