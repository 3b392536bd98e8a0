using System.Net;
using System.Net.Sockets;

namespace Bourse.Access.Identity;

/// <summary>What counts as one client before it has said who it is: an IPv4 address, or an IPv6 /64, because one customer holds a whole one.</summary>
public static class ClientNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>An address in its one form: an IPv4 address written as IPv6, as a socket for both has it, is the IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The network of an address; an IPv4 address written as IPv6 is the IPv4 address.</summary>
    public static IPAddress Of(IPAddress address)
    {
        address = Plain(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
