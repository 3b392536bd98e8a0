using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Bourse.Server.Hosting;

/// <summary>
/// Makes the sockets that listeners accept from. What was handed to the kernel leaves our hands: by itself a kernel takes megabytes for a reader that
/// does not read. So it is told to take more only while little of what it has is still unsent; what is under way in the network is not bounded by that,
/// hence fast readers are not slowed. Connections inherit the option from the socket they are accepted from.
/// </summary>
internal static class ListenerSockets
{
    /// <summary>How much the kernel may hold of one connection that was not sent yet.</summary>
    public const int UnsentBytesMax = 128 * 1024;

    // netinet/tcp.h: TCP_NOTSENT_LOWAT; the runtime has no name for it.
    private const int TcpProtocol = 6;
    private const int TcpNotSentLowWaterMarkOnLinux = 25;
    private const int TcpNotSentLowWaterMarkOnMac = 0x201;

    /// <summary>A bound socket; elsewhere than on Linux and macOS the kernel's own bound stays.</summary>
    public static Socket Bind(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(TcpProtocol, TcpNotSentLowWaterMarkOnLinux, BitConverter.GetBytes(UnsentBytesMax));
        else if (OperatingSystem.IsMacOS())
            socket.SetRawSocketOption(TcpProtocol, TcpNotSentLowWaterMarkOnMac, BitConverter.GetBytes(UnsentBytesMax));
        return socket;
    }
}
