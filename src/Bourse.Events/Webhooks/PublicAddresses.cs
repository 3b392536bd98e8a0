using System.Net;
using System.Net.Sockets;

namespace Bourse.Events.Webhooks;

/// <summary>
/// The addresses of the public internet: what IANA's special-purpose registries (iana.org/assignments/iana-ipv4-special-registry and …-ipv6-…) do not set
/// aside, less addresses that clouds give to their own services.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] s_forbiddenIpv4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host agent
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    // Only global unicast is public at all. The v4-mapped, NAT64, unique-local and link-local ranges lie outside of it.
    private static readonly IPNetwork s_globalIpv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] s_forbiddenIpv6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo among them
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"), // 6to4 carries an IPv4 address
        IPNetwork.Parse("3fff::/20"),
    ];

    public static bool Contains(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !s_forbiddenIpv4.Any(network => network.Contains(address)),
        // Refused by name: IPNetwork.Contains compares a v4-mapped address by its IPv4 part and finds it in any IPv6 network.
        AddressFamily.InterNetworkV6 =>
            !address.IsIPv4MappedToIPv6 && address.ScopeId == 0 && s_globalIpv6.Contains(address)
            && !s_forbiddenIpv6.Any(network => network.Contains(address)),
        _ => false,
    };
}
